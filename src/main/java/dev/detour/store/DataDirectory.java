package dev.detour.store;

import dev.detour.store.DataException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The data directory: the owner's only, and claimed by one process at a time through the file {@code lock} in it. */
final class DataDirectory implements Closeable {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    /** POSIX: closing any descriptor of a file ends the process's lock on it, so a second claim must not even open it. */
    private static final Set<Path> CLAIMED = new HashSet<>();

    private final Path path;
    private final FileChannel lock;
    private final List<String> notices;

    private DataDirectory(Path path, FileChannel lock, List<String> notices) {
        this.path = path;
        this.lock = lock;
        this.notices = notices;
    }

    /**
     * Makes the directory when it is missing, checks it, and claims it.
     *
     * @throws DataException UNUSABLE, or LOCKED naming the process that has it
     */
    static DataDirectory claim(Path data) throws DataException {
        var notices = new ArrayList<String>();
        var directory = data.toAbsolutePath().normalize();
        prepare(directory, notices);
        synchronized (CLAIMED) {
            var real = real(directory);
            if (CLAIMED.contains(real)) {
                throw locked(directory, String.valueOf(ProcessHandle.current().pid()));
            }
            var channel = lock(directory);
            CLAIMED.add(real);
            return new DataDirectory(real, channel, notices);
        }
    }

    Path path() {
        return path;
    }

    /** What was put right on the way. */
    List<String> notices() {
        return notices;
    }

    @Override
    public void close() throws IOException {
        synchronized (CLAIMED) {
            CLAIMED.remove(path);
            lock.close();
        }
    }

    private static void prepare(Path directory, List<String> notices) throws DataException {
        if (Files.isSymbolicLink(directory)) {
            throw unusable(directory, "is a symbolic link: name the directory it leads to", null);
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw unusable(directory, "is a file: name a directory, or a place where one can be made", null);
        }
        try {
            if (!Files.exists(directory)) {
                create(directory);
            }
            keepToOwner(directory, notices);
        } catch (FileAlreadyExistsException e) {
            throw unusable(directory, "cannot be made: " + e.getMessage() + " is no directory", e);
        } catch (IOException e) {
            throw unusable(directory, "cannot be made: " + reason(e), e);
        }
    }

    private static void create(Path directory) throws IOException {
        var parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER));
        if (parent != null) {
            new Disk.Real().forceDirectory(parent);
        }
    }

    private static void keepToOwner(Path directory, List<String> notices) throws IOException {
        var permissions = Files.getPosixFilePermissions(directory);
        if (OWNER.containsAll(permissions)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(directory, OWNER);
            notices.add(directory + ": was open to others (" + PosixFilePermissions.toString(permissions)
                    + "), is its owner's only now");
        } catch (IOException e) {
            if (permissions.stream().anyMatch(OTHERS_WRITE::contains)) {
                throw unusable(
                        directory,
                        "can be written by others and is not ours to change: name a directory of our own below it, "
                                + directory.resolve("detour"),
                        e);
            }
            notices.add(directory + ": others can read it (" + PosixFilePermissions.toString(permissions) + ")");
        }
    }

    private static Path real(Path directory) throws DataException {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw unusable(directory, "cannot be reached: " + reason(e), e);
        }
    }

    @SuppressWarnings("resource") // The lock lives as long as its channel, which the caller closes.
    private static FileChannel lock(Path directory) throws DataException {
        var file = directory.resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            FileLock held = channel.tryLock();
            if (held == null) {
                throw locked(directory, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (OverlappingFileLockException e) {
            close(channel, e);
            throw locked(directory, String.valueOf(ProcessHandle.current().pid()));
        } catch (DataException e) {
            close(channel, e);
            throw e;
        } catch (IOException e) {
            close(channel, e);
            throw unusable(directory, "cannot be written: " + reason(e), e);
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? "unknown" : text;
    }

    private static void close(FileChannel channel, Exception cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static DataException locked(Path directory, String pid) {
        return new DataException(
                Kind.LOCKED,
                directory + ": is in use by process " + pid
                        + ". One directory serves one Detour: end that one, or name another in detour.data.");
    }

    private static DataException unusable(Path directory, String what, Exception cause) {
        return new DataException(Kind.UNUSABLE, directory + ": " + what + " (detour.data)", cause);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
