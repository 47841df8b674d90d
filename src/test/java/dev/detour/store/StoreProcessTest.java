package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.peers.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: the second one on the same data (O16), and the one that is killed (O14). */
@Timeout(120)
class StoreProcessTest {
    @TempDir
    Path temp;

    @Test
    @Fault("O16")
    void refusesADirectoryThatAnotherProcessHas() throws Exception {
        var data = temp.resolve("data");
        var child = StoreChild.start(data, "hold");
        try (var out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> FileStore.open(data))
                    .isInstanceOfSatisfying(
                            DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.LOCKED))
                    .hasMessageContaining(data.toRealPath().toString())
                    .hasMessageContaining("process " + child.pid());
        } finally {
            child.destroyForcibly().waitFor();
        }
        FileStore.open(data).close();
    }

    @Test
    void aSecondProcessEndsWithTheReason() throws Exception {
        var data = temp.resolve("data");
        try (var store = FileStoreTest.open(data)) {
            var child = StoreChild.start(data, "hold");
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(1);
            assertThat(child.errorReader().readLine())
                    .startsWith("LOCKED")
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(store.append(0, Samples.decision("g", 1))).isEqualTo(1);
        }
    }

    /** Of 200 cycles, as under {@code -Pfaults}, each starts a JVM. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    @Fault("O14")
    void aKilledProcessLosesNothingThatItHadAcknowledged() throws Exception {
        var data = temp.resolve("data");
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        long total = 0;
        for (int cycle = 0; cycle < Integer.getInteger("cycles", 20); cycle++) {
            var acknowledged = runAndKill(data, 1 + random.nextInt(200));
            var journal = JournalByHand.read(data.resolve("journal.jsonl"));
            assertThat(journal.epochs())
                    .as("seed %d, cycle %d", seed, cycle)
                    .containsEntry(acknowledged[0], acknowledged[1]);
            assertThat(acknowledged[1]).isGreaterThan(total);
            total = acknowledged[1];
        }
    }

    /** @return the last sequence and epoch it had printed */
    private static long[] runAndKill(Path data, int lines) throws Exception {
        var child = StoreChild.start(data, "append");
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).as(() -> errorsOf(child)).isEqualTo("open");
            String last = null;
            for (int i = 0; i < lines; i++) {
                last = out.readLine();
            }
            // Through the handle, which leaves what was printed to be read.
            child.toHandle().destroyForcibly();
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                last = line.endsWith(".") ? line : last;
            }
            child.waitFor();
            var words = last.split(" ");
            return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
        }
    }

    private static String errorsOf(Process child) {
        try {
            return new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
