package dev.detour.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A disk that records what is asked of it, can fail at any step, and can tell what would be there after a crash: of the
 * process (all that was done), or of the machine (only what was forced is sure).
 */
public final class MemoryDisk implements Disk {
    /** A change. {@code bytes} for a write; {@code to} for a rename. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Op(Kind kind, Path file, long position, byte[] bytes, Path to) {
        public enum Kind {
            CREATE,
            WRITE,
            TRUNCATE,
            FORCE,
            RENAME,
            FORCE_DIRECTORY,
            DELETE
        }

        Op torn(int length) {
            return new Op(kind, file, position, Arrays.copyOf(bytes, length), to);
        }
    }

    /** The process ended in the middle of what it was doing; thrown at whatever it still tries. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** A file's bytes now, and as far as they were forced, with what the next force would bring over. */
    private static final class Inode {
        byte[] now = {};
        byte[] forced = {};
        String mode = "rw-------";
        final List<Op> dirty = new ArrayList<>();

        void change(Op op) {
            now = changed(now, op);
            dirty.add(op);
        }

        void force() {
            for (var op : dirty) {
                forced = changed(forced, op);
            }
            dirty.clear();
        }
    }

    private static final int SECTOR = 512;

    private final Map<Path, Inode> names;
    private final Map<Path, Inode> forcedNames;
    final List<Op> ops = new ArrayList<>();
    /** Counts changes down to the one that fails; none when negative. */
    public int failAfter = -1;
    /** How many changes fail from there on. */
    public int failures = 1;
    /** Whether a failing write still writes half of its bytes, and a failing force or rename happens all the same. */
    public boolean halfDone;
    /** Counts changes down to the one in which the process is killed; none when negative. */
    public int killAfter = -1;
    /** Which changes fail besides. */
    public Predicate<Op> ill = op -> false;
    /** Told after each change. */
    public Consumer<Op> changed = op -> {};

    private boolean killed;

    public MemoryDisk() {
        this(Map.of());
    }

    public MemoryDisk(Map<Path, byte[]> files) {
        names = new HashMap<>();
        files.forEach((path, bytes) -> {
            var inode = new Inode();
            inode.now = bytes;
            inode.forced = bytes;
            names.put(path, inode);
        });
        forcedNames = new HashMap<>(names);
    }

    /** After a crash of the process. */
    Map<Path, byte[]> files() {
        var files = new TreeMap<Path, byte[]>();
        names.forEach((path, inode) -> files.put(path, inode.now));
        return files;
    }

    /** After a crash of the machine that kept nothing but what it had to, or in {@code kept} files everything. */
    public Map<Path, byte[]> forced(boolean namesKept, Predicate<Path> kept) {
        var files = new TreeMap<Path, byte[]>();
        (namesKept ? names : forcedNames)
                .forEach((path, inode) -> files.put(path, kept.test(path) ? inode.now : inode.forced));
        return files;
    }

    /** The next process begins with what this one left; nothing is forced by that. */
    public void revive() {
        killed = false;
        killAfter = -1;
    }

    public String mode(Path file) {
        return names.get(file).mode;
    }

    public void mode(Path file, String mode) throws IOException {
        if (!exists(file)) {
            throw new FileNotFoundException(file.toString());
        }
        names.get(file).mode = mode;
    }

    public List<Path> files(Path directory) {
        return names.keySet().stream()
                .filter(file -> directory.equals(file.getParent()))
                .sorted()
                .toList();
    }

    /** Only for whoever is not the program: a change by hand, on the disk at once. */
    public void put(Path file, byte[] bytes) {
        var inode = new Inode();
        inode.now = bytes;
        inode.forced = bytes;
        inode.mode = exists(file) ? mode(file) : "rw-r--r--";
        names.put(file, inode);
        forcedNames.put(file, inode);
    }

    /** The disk after a crash of the machine; see {@link #forced}. Of what is kept, some sectors may not have made it. */
    public MemoryDisk afterPowerLoss(boolean namesKept, Predicate<Path> kept, Random luck) {
        var left = forced(namesKept, kept);
        left.replaceAll((path, bytes) -> torn(bytes, (namesKept ? names : forcedNames).get(path).forced, luck));
        var next = new MemoryDisk(left);
        (namesKept ? names : forcedNames).forEach((path, inode) -> next.names.get(path).mode = inode.mode);
        return next;
    }

    /** A file's length is kept apart from its bytes: a sector that was never written reads as zeros. */
    private static byte[] torn(byte[] now, byte[] forced, Random luck) {
        var torn = now.clone();
        for (int from = 0; from < now.length; from += SECTOR) {
            int to = Math.min(now.length, from + SECTOR);
            var before = Arrays.copyOfRange(Arrays.copyOf(forced, Math.max(forced.length, to)), from, to);
            if (!Arrays.equals(Arrays.copyOfRange(now, from, to), before) && luck.nextInt(4) == 0) {
                System.arraycopy(before, 0, torn, from, to - from);
            }
        }
        return torn;
    }

    /** Opens a store on this disk, as the program does on a real one. */
    public FileStore store(Path data, int compactAt, int keep) throws IOException {
        return new FileStore(data, () -> {}, this, compactAt, keep);
    }

    void apply(Op op) {
        var inode = names.get(op.file());
        switch (op.kind()) {
            case CREATE -> names.put(op.file(), new Inode());
            case WRITE, TRUNCATE -> inode.change(op);
            case FORCE -> inode.force();
            case RENAME -> names.put(op.to(), names.remove(op.file()));
            case FORCE_DIRECTORY -> {
                forcedNames.keySet().removeIf(file -> op.file().equals(file.getParent()));
                names.forEach((file, named) -> {
                    if (op.file().equals(file.getParent())) {
                        forcedNames.put(file, named);
                    }
                });
            }
            case DELETE -> names.remove(op.file());
        }
    }

    private static byte[] changed(byte[] old, Op op) {
        int position = (int) op.position();
        if (op.kind() == Op.Kind.TRUNCATE) {
            return Arrays.copyOf(old, position);
        }
        var fresh = Arrays.copyOf(old, Math.max(old.length, position + op.bytes().length));
        System.arraycopy(op.bytes(), 0, fresh, position, op.bytes().length);
        return fresh;
    }

    private void change(Op op) throws IOException {
        if (killed) {
            throw new Killed();
        }
        if (killAfter >= 0 && killAfter-- == 0) {
            halfDo(op);
            killed = true;
            throw new Killed();
        }
        if (fails(op)) {
            if (halfDone && op.kind() != Op.Kind.DELETE) {
                halfDo(op);
            } else if (op.kind() == Op.Kind.FORCE) {
                // As Linux does: what could not be written is called clean, and the next force does not try it again.
                names.get(op.file()).dirty.clear();
            }
            throw new IOException("Input/output error");
        }
        ops.add(op);
        apply(op);
        changed.accept(op);
    }

    private boolean fails(Op op) {
        if (failAfter < 0 || failAfter-- > 0) {
            return ill.test(op);
        }
        if (--failures > 0) {
            failAfter = 0;
        }
        return true;
    }

    private void halfDo(Op op) {
        if (halfDone) {
            apply(op.kind() == Op.Kind.WRITE ? op.torn(op.bytes().length / 2) : op);
        }
    }

    @Override
    public boolean exists(Path file) {
        return names.containsKey(file);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        if (!exists(file)) {
            throw new FileNotFoundException(file.toString());
        }
        return names.get(file).now.clone();
    }

    @Override
    public Handle open(Path file) throws IOException {
        if (!exists(file)) {
            change(new Op(Op.Kind.CREATE, file, 0, null, null));
        }
        return new MemoryHandle(file, names.get(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change(new Op(Op.Kind.RENAME, from, 0, null, to));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        change(new Op(Op.Kind.FORCE_DIRECTORY, directory, 0, null, null));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (exists(file)) {
            change(new Op(Op.Kind.DELETE, file, 0, null, null));
        }
    }

    private final class MemoryHandle implements Handle {
        private final Path file;
        private final Inode inode;

        private MemoryHandle(Path file, Inode inode) {
            this.file = file;
            this.inode = inode;
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            requireCurrent();
            change(new Op(Op.Kind.WRITE, file, position, bytes.clone(), null));
        }

        @Override
        public void truncate(long length) throws IOException {
            requireCurrent();
            change(new Op(Op.Kind.TRUNCATE, file, length, null, null));
        }

        @Override
        public void force() throws IOException {
            requireCurrent();
            change(new Op(Op.Kind.FORCE, file, 0, null, null));
        }

        @Override
        public boolean isAt(Path path) {
            return names.get(path) == inode;
        }

        @Override
        public void close() {}

        /** What goes to a file that is no longer under its name is lost, and the store must never do it. */
        private void requireCurrent() {
            if (names.get(file) != inode) {
                throw new AssertionError("written to a file that is gone: " + file);
            }
        }
    }
}
