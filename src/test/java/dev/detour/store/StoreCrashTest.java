package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.detour.decision.DurableState;
import dev.detour.decision.Entry;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The proof that nothing committed is lost (SPEC §11, FAULTS O7, O14): a run over two groups with notes between the vital
 * entries, and three compactions in it, is stopped between and inside any two of its writes, and every byte it left is
 * flipped and cut.
 */
class StoreCrashTest {
    private static final Path DATA = Path.of("/data");
    private static final Path JOURNAL = DATA.resolve(FileStore.JOURNAL);
    private static final Path MARK = DATA.resolve(FileStore.MARK);
    private static final int COMPACT_AT = 6_000;
    private static final int KEEP = 4;

    /** What was known after an append: the states, and how many changes the disk had seen when it returned. */
    record Acknowledged(Map<String, DurableState> states, int ops, boolean vital) {}

    private static MemoryDisk disk;
    private static List<Acknowledged> history;

    @BeforeAll
    static void record() throws IOException {
        disk = new MemoryDisk();
        history = new ArrayList<>();
        try (var store = open(disk)) {
            history.add(new Acknowledged(Map.of(), 0, true));
            for (var entry : run()) {
                append(store, entry);
                history.add(new Acknowledged(store.states(), disk.ops.size(), entry.vital()));
            }
        }
        assertThat(disk.ops)
                .filteredOn(op -> op.kind() == MemoryDisk.Op.Kind.RENAME)
                .hasSizeGreaterThan(4);
    }

    static List<Entry> run() {
        var entries = new ArrayList<Entry>();
        entries.add(Samples.decision("rare", 1));
        for (long epoch = 1; epoch <= 9; epoch++) {
            entries.add(Samples.note("g", epoch - 1));
            entries.add(Samples.decision("g", epoch));
            entries.add(Samples.step("g", epoch));
        }
        entries.add(Samples.note("g", 9));
        entries.add(Samples.note("g", 9));
        return entries;
    }

    static FileStore open(Disk disk) throws IOException {
        var store = new FileStore(DATA, () -> {}, disk, COMPACT_AT, KEEP);
        store.stamps(Samples.stamps());
        return store;
    }

    static long append(FileStore store, Entry entry) throws IOException {
        var known = store.states().get(entry.group());
        return store.append(known == null ? 0 : known.epoch(), entry);
    }

    @Test
    void aKilledProcessLosesNothingWhereverItIsStopped() {
        var replay = new MemoryDisk();
        int opened = 0;
        for (int at = 0; at <= disk.ops.size(); at++) {
            opened += check(replay.files(), returnedBy(at), returnedBy(at) + 1, "after " + at + " changes", false);
            if (at < disk.ops.size()) {
                var op = disk.ops.get(at);
                if (op.kind() == MemoryDisk.Op.Kind.WRITE) {
                    opened += tornEverywhere(replay, op, at);
                }
                replay.apply(op);
            }
        }
        assertThat(opened).isGreaterThan(20_000);
    }

    private static int tornEverywhere(MemoryDisk replay, MemoryDisk.Op op, int at) {
        // A temporary file is found whole or not at all: a few places are enough.
        int stride = op.file().toString().endsWith(FileStore.NEW) ? 97 : 1;
        int opened = 0;
        for (int length = 0; length < op.bytes().length; length += stride) {
            var torn = new MemoryDisk(replay.files());
            torn.apply(op.torn(length));
            opened += check(
                    torn.files(), returnedBy(at), returnedBy(at) + 1, "change " + at + " torn at " + length, false);
        }
        return opened;
    }

    /** The journal of before a compaction came back, for nobody had made its new name durable, and was refused. */
    @Test
    void whatTheNextProcessWritesOutlivesAPowerCutWhereverTheLastWasKilled() throws IOException {
        for (int at = 0; at <= disk.ops.size(); at++) {
            var killed = new MemoryDisk();
            disk.ops.subList(0, at).forEach(killed::apply);
            var next = open(killed);
            var g = next.states().get("g");
            append(next, Samples.decision("g", g == null ? 1 : g.epoch() + 1));
            var cut = new MemoryDisk(killed.forced(false, path -> false));
            try (var found = open(cut)) {
                assertThat(found.states()).as("killed after %d changes", at).isEqualTo(next.states());
            }
        }
    }

    @Test
    void aCrashedMachineLosesNoVitalEntryWhereverItIsStopped() {
        var replay = new MemoryDisk();
        for (int at = 0; at <= disk.ops.size(); at++) {
            for (int mask = 0; mask < 8; mask++) {
                boolean journal = (mask & 1) != 0;
                boolean mark = (mask & 2) != 0;
                var left = replay.forced((mask & 4) != 0, file -> file.equals(JOURNAL) ? journal : mark);
                check(left, vitalBy(at), returnedBy(at) + 1, "machine, after " + at + " changes, kept " + mask, false);
            }
            if (at < disk.ops.size()) {
                replay.apply(disk.ops.get(at));
            }
        }
    }

    @Test
    void unforcedNotesMayComeBackInAnyShape() {
        var files = files();
        int marked = markedEnd();
        var journal = files.get(JOURNAL);
        assertThat(journal.length - marked).isGreaterThan(200);
        for (int hole = marked; hole < journal.length; hole++) {
            var holed = journal.clone();
            for (int i = hole; i < Math.min(hole + 64, journal.length); i++) {
                holed[i] = 0;
            }
            files.put(JOURNAL, holed);
            assertThat(check(files, vitalBy(disk.ops.size()), "zeros at " + hole))
                    .isEqualTo(1);
        }
    }

    @Test
    @Fault("O7")
    void everyFlippedByteIsRefusedOrDroppedNeverBelieved() {
        int refused = 0;
        var whole = files();
        int marked = markedEnd();
        for (var file : List.of(JOURNAL, MARK)) {
            for (int i = 0; i < whole.get(file).length; i++) {
                for (int flip : new int[] {0x01, 0xff}) {
                    var files = files();
                    files.get(file)[i] ^= (byte) flip;
                    boolean mayDrop = file.equals(MARK) || i >= marked;
                    int least = mayDrop ? vitalBy(disk.ops.size()) : history.size();
                    refused += 1 - check(files, least, file + " flipped at " + i, !file.equals(MARK) && i < marked);
                }
            }
        }
        assertThat(refused).isEqualTo(marked * 2);
    }

    @Test
    @Fault("O7")
    void everyCutIsRefusedOrDroppedNeverBelieved() {
        int marked = markedEnd();
        for (int length = 0; length < files().get(JOURNAL).length; length++) {
            var files = files();
            files.put(JOURNAL, Arrays.copyOf(files.get(JOURNAL), length));
            int opened = check(files, vitalBy(disk.ops.size()), "cut at " + length, length < marked);
            assertThat(opened).as("cut at " + length).isEqualTo(length < marked ? 0 : 1);
        }
        for (int length = 0; length < files().get(MARK).length; length++) {
            var files = files();
            files.put(MARK, Arrays.copyOf(files.get(MARK), length));
            check(files, vitalBy(disk.ops.size()), "mark cut at " + length, true);
        }
    }

    /** The journal without closing, which forces the notes at its end and marks them. */
    private static Map<Path, byte[]> files() {
        var replay = new MemoryDisk();
        disk.ops.subList(0, history.get(history.size() - 1).ops()).forEach(replay::apply);
        var copies = new HashMap<Path, byte[]>();
        replay.files().forEach((path, bytes) -> copies.put(path, bytes.clone()));
        return copies;
    }

    private static int markedEnd() {
        try {
            var mark = Mark.read(MARK, files().get(MARK)).newest();
            return Journal.read(JOURNAL, files().get(JOURNAL), mark)
                    .endOf(mark.orElseThrow().seq());
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    /** The last append that had returned. */
    private static int returnedBy(int ops) {
        int last = 0;
        for (int i = 0; i < history.size(); i++) {
            last = history.get(i).ops() <= ops ? i : last;
        }
        return last;
    }

    /** The last vital one. */
    private static int vitalBy(int ops) {
        int last = returnedBy(ops);
        while (!history.get(last).vital()) {
            last--;
        }
        return last;
    }

    private static int check(Map<Path, byte[]> files, int least, String where) {
        return check(files, least, where, false);
    }

    private static int check(Map<Path, byte[]> files, int least, String where, boolean mayRefuse) {
        return check(files, least, history.size(), where, mayRefuse);
    }

    /**
     * Opens what a crash left: the states are those after one of the appends from {@code least} to {@code most},
     * everything can be read, and the store goes on. @return 1 when opened, 0 when refused
     */
    private static int check(Map<Path, byte[]> files, int least, int most, String where, boolean mayRefuse) {
        var left = new MemoryDisk(files);
        try (var store = open(left)) {
            var states = store.states();
            int found = -1;
            for (int i = least; i <= Math.min(most, history.size() - 1); i++) {
                found = history.get(i).states().equals(states) ? i : found;
            }
            if (found < least) {
                fail(where + ": came back with " + states);
            }
            append(store, Samples.note("g", 99));
            assertThat(open(left).states().get("g").epoch()).as(where).isEqualTo(99);
            return 1;
        } catch (DataException e) {
            if (!mayRefuse) {
                fail(where + ": " + e.getMessage());
            }
            return 0;
        } catch (IOException e) {
            return fail(where, e);
        }
    }
}
