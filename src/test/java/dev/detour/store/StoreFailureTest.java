package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.decision.DurableState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every single thing the store asks of a disk fails once, or for a while: what threw is as if it had not been tried. */
class StoreFailureTest {
    private static final Path DATA = Path.of("/data");

    @Test
    void everyChangeMayFailOnce() throws IOException {
        for (boolean half : new boolean[] {false, true}) {
            int failed = 0;
            for (int at = 0; at < changes(); at++) {
                failed += failAt(at, 1, half);
            }
            assertThat(failed).isGreaterThan(50);
        }
    }

    @Test
    void everyChangeMayFailForAWhile() throws IOException {
        for (int length : new int[] {2, 7}) {
            for (int at = 0; at < changes(); at++) {
                failAt(at, length, length % 2 == 0);
            }
        }
    }

    @Test
    void saysWhatAilsItUntilTheDiskTakesAWriteAgain() throws IOException {
        var disk = new MemoryDisk();
        var store = StoreCrashTest.open(disk);
        StoreCrashTest.append(store, Samples.decision("g", 1));
        disk.failAfter = 0;
        disk.failures = 1_000;
        assertThatThrownBy(() -> StoreCrashTest.append(store, Samples.decision("g", 2)))
                .hasMessage("Input/output error");
        assertThat(store.ailment()).contains("journal.jsonl").contains("Input/output error");
        assertThat(store.ailment()).isNotEmpty();
        disk.failAfter = -1;
        assertThat(store.ailment()).isEmpty();
        assertThat(store.states().get("g").epoch()).isEqualTo(1);
        assertThat(StoreCrashTest.append(store, Samples.decision("g", 2))).isEqualTo(2);
    }

    @Test
    void evidenceThatCannotBeWrittenIsOnlyCounted() throws IOException {
        var disk = new MemoryDisk();
        var store = StoreCrashTest.open(disk);
        disk.failAfter = 0;
        store.keepEvidence(Map.of("g", Samples.evidence()));
        assertThat(store.evidenceFailures()).isEqualTo(1);
        assertThat(store.ailment()).isEmpty();
    }

    /** How many changes a run without failures makes. */
    private static int changes() throws IOException {
        var disk = new MemoryDisk();
        var store = StoreCrashTest.open(disk);
        int before = disk.ops.size();
        for (var entry : StoreCrashTest.run()) {
            StoreCrashTest.append(store, entry);
        }
        return disk.ops.size() - before;
    }

    /** A run whose failed appends are not repeated. @return how many failed */
    private static int failAt(int at, int length, boolean half) throws IOException {
        var where = "from change " + at + ", " + length + " fail" + (half ? ", half done" : "");
        var disk = new MemoryDisk();
        var store = StoreCrashTest.open(disk);
        disk.failAfter = at;
        disk.failures = length;
        disk.halfDone = half;
        int failed = 0;
        Map<String, DurableState> known = store.states();
        for (var entry : StoreCrashTest.run()) {
            try {
                StoreCrashTest.append(store, entry);
                assertReopens(disk, store.states(), where);
                var survived = afterMachineCrash(disk);
                if (entry.vital()) {
                    assertThat(survived).as(where).isEqualTo(store.states());
                }
            } catch (IOException e) {
                failed++;
                assertThat(store.states()).as(where).isEqualTo(known);
                if (length == 1) {
                    assertReopens(disk, known, where + ", before anyone asked what ails it");
                }
                if (store.ailment().isEmpty()) {
                    assertReopens(disk, known, where);
                }
            }
            known = store.states();
        }
        while (!store.ailment().isEmpty()) {
            failed++;
        }
        assertReopens(disk, known, where);
        return failed;
    }

    /** A crash now, of the machine, that keeps nothing but what it has to: it must at least not be taken for damage. */
    private static Map<String, DurableState> afterMachineCrash(MemoryDisk disk) throws IOException {
        return StoreCrashTest.open(new MemoryDisk(disk.forced(false, file -> false)))
                .states();
    }

    /** A crash now, of the process: exactly what is known comes back. */
    private static void assertReopens(MemoryDisk disk, Map<String, DurableState> known, String where)
            throws IOException {
        assertThat(StoreCrashTest.open(new MemoryDisk(disk.files())).states())
                .as(where)
                .isEqualTo(known);
    }
}
