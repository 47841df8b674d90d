package dev.detour.store;

import dev.detour.decision.DurableState;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A data directory in which some bytes are not as they were written, or none is: it opens with the states of a beginning of
 * what was written, or is refused as damaged or newer; and what opens takes the next line and opens again. Where the
 * journal alone was changed, nothing that was acknowledged may be missing.
 *
 * <p>The first byte says what is changed: {@code j} edits of the journal, {@code m} of journal and mark, each edit four
 * bytes (where, by two; what; with what); {@code r} the rest is the journal; {@code s} the rest is lines that are sealed
 * first, chained as they would be.
 */
public final class JournalFuzz {
    private static final Path DATA = Path.of("/data");
    private static final Path JOURNAL = DATA.resolve(FileStore.JOURNAL);
    private static final Path MARK = DATA.resolve(FileStore.MARK);
    private static final List<Map<String, DurableState>> HISTORY = new ArrayList<>();
    private static final Map<Path, byte[]> WRITTEN = written();
    private static final int EDIT = 4;

    private JournalFuzz() {}

    /** Three groups, compacted once on the way; each line is vital, so each is acknowledged. */
    private static Map<Path, byte[]> written() {
        var disk = new MemoryDisk();
        try (var store = open(disk, 2000)) {
            store.stamps(Samples.stamps());
            Map<String, DurableState> states = new HashMap<>();
            HISTORY.add(Map.of());
            for (long epoch = 1; epoch <= 4; epoch++) {
                for (var group : List.of("a", "b", "c")) {
                    if (!group.equals("c") || epoch == 1) {
                        var entry = Samples.decision(group, epoch);
                        store.append(epoch - 1, entry);
                        states.put(group, entry.durable());
                        HISTORY.add(Map.copyOf(states));
                    }
                }
            }
            return disk.files();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileStore open(MemoryDisk disk, int compactAt) throws IOException {
        return new FileStore(DATA, () -> {}, disk, compactAt, 3);
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        Map<Path, byte[]> files = new HashMap<>(WRITTEN);
        switch (input[0]) {
            case 'j' -> edit(files, JOURNAL, rest, 0);
            case 'm' -> {
                edit(files, JOURNAL, rest, 0);
                edit(files, MARK, rest, EDIT);
            }
            case 'r' -> files.put(JOURNAL, rest);
            case 's' -> {
                files.put(JOURNAL, sealed(Input.text(rest)));
                files.remove(MARK);
            }
            default -> files.keySet().removeIf(path -> input[0] % 2 == 0 || path.equals(MARK));
        }
        boolean anything = input[0] == 's' || input[0] == 'r';
        opens(files, anything, input[0] == 'j');
    }

    private static void opens(Map<Path, byte[]> files, boolean anything, boolean journalAlone) throws IOException {
        var disk = new MemoryDisk(files);
        Map<String, DurableState> states;
        try (var store = open(disk, FileStore.COMPACT_AT)) {
            states = store.states();
            Input.require(store.ailment().isEmpty(), "opened, and ails: " + store.ailment());
            store.stamps(Samples.stamps());
            long epoch = states.containsKey("a") ? states.get("a").epoch() : 0;
            store.append(epoch, Samples.decision("a", epoch + 1));
        } catch (DataException e) {
            Input.require(
                    e.kind() == DataException.Kind.DAMAGED || e.kind() == DataException.Kind.NEWER_SCHEMA,
                    "refused as " + e.kind());
            Input.require(e.getMessage().contains("/data/"), "names no file: " + e.getMessage());
            var untouched = disk.files();
            files.forEach((path, bytes) -> Input.require(Arrays.equals(bytes, untouched.get(path)), "changed " + path));
            return;
        }
        Input.require(anything || HISTORY.contains(states), "states that never were: " + states);
        Input.require(
                !journalAlone || states.equals(HISTORY.get(HISTORY.size() - 1)), "an acknowledged line is missing");
        try (var again = open(new MemoryDisk(disk.files()), FileStore.COMPACT_AT)) {
            Map<String, DurableState> then = new HashMap<>(again.states());
            then.remove("a");
            Map<String, DurableState> before = new HashMap<>(states);
            before.remove("a");
            Input.require(then.equals(before), "another state the second time");
        }
    }

    private static void edit(Map<Path, byte[]> files, Path file, byte[] edits, int from) {
        byte[] bytes = files.get(file).clone();
        for (int i = from; i + EDIT <= edits.length; i += from == 0 ? EDIT : 2 * EDIT) {
            int where = ((edits[i] & 0xff) << 8 | edits[i + 1] & 0xff) % (bytes.length + 1);
            bytes = edited(bytes, where, edits[i + 2], edits[i + 3]);
        }
        files.put(file, bytes);
    }

    private static byte[] edited(byte[] bytes, int where, byte what, byte with) {
        return switch (what & 3) {
            case 0 -> Arrays.copyOf(bytes, where);
            case 1 -> without(bytes, where, Math.min(bytes.length, where + (with & 0xff)));
            case 2 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, where, longer, where + 1, bytes.length - where);
                longer[where] = with;
                yield longer;
            }
            default -> {
                byte[] other = bytes.clone();
                if (where < other.length) {
                    other[where] = with;
                }
                yield other;
            }
        };
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }

    /** Only the very objects: what is to be proven is that a right checksum over wrong words is refused in words. */
    private static byte[] sealed(String text) {
        var out = new java.io.ByteArrayOutputStream();
        String prev = Frame.ORIGIN;
        for (String line : text.split("\n")) {
            String chained = line.replace("$prev", prev);
            if (chained.length() > 1 && chained.endsWith("}")) {
                byte[] sealed = Frame.seal(chained.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.writeBytes(sealed);
                prev = Frame.checksum(sealed, 0, sealed.length - 1).orElseThrow();
            }
        }
        return out.toByteArray();
    }
}
