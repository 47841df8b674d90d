package dev.detour.act;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where an env file lives: the file, its directory, its temp files. Callers hold the file's lock. */
final class EnvPlace {
    /** Far more than any env file; nothing larger is read. */
    private static final long MOST_BYTES = 1 << 20;

    /** Of a directory: what is made in it has its group (inode(7)). */
    private static final int SET_GID = 02000;

    private static final Set<PosixFilePermission> NEW_FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    EnvPlace(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    Path file() {
        return file;
    }

    Path directory() {
        return file.getParent();
    }

    /** Unique per epoch, and hidden from a glob over the directory. */
    Path temp(long epoch) {
        return file.resolveSibling("." + file.getFileName() + "." + epoch + ".tmp");
    }

    /** Refuses whatever is not a plain file, or nothing yet, in a plain directory. */
    void check() throws IOException {
        Path directory = directory();
        if (Files.isSymbolicLink(directory)) {
            throw refused(directory + " is a symlink; right: the directory itself");
        }
        if (!Files.exists(directory)) {
            throw refused("directory " + directory + " is missing; make it first");
        }
        if (!Files.isDirectory(directory)) {
            throw refused(directory + " is not a directory");
        }
        if (Files.isSymbolicLink(file)) {
            throw refused("it is a symlink; right: a plain file, or none yet");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("it is not a plain file");
        }
        if (isMountPoint()) {
            throw refused("it is mounted as a single file and cannot be replaced; mount the directory");
        }
        if (file.toString().contains("${") || file.toString().contains("$simple{")) {
            throw refused("its path holds an expression");
        }
    }

    private StepFailedException refused(String why) {
        return new StepFailedException("env file " + file + " refused: " + why);
    }

    /** Renaming onto a mount point is EBUSY; the kernel's list says so before anything is written. */
    private boolean isMountPoint() throws IOException {
        Path mounts = Path.of("/proc/self/mountinfo");
        if (!Files.isReadable(mounts) || !Files.exists(file)) {
            return false;
        }
        String escaped = file.toRealPath()
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
        return Files.readAllLines(mounts).stream().anyMatch(line -> {
            String[] fields = line.split(" ");
            return fields.length > 4 && fields[4].equals(escaped);
        });
    }

    boolean holds(byte[] content) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == content.length
                && Arrays.equals(Files.readAllBytes(file), content);
    }

    byte[] read() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
            throw new NoSuchFileException(file.toString());
        }
        return Files.readAllBytes(file);
    }

    Optional<Instant> modified() {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a crash left. A name like ours that is a link is removed, not followed. */
    void removeTemps() throws IOException {
        Pattern ours = Pattern.compile(Pattern.quote("." + file.getFileName() + ".") + "\\d+" + Pattern.quote(".tmp"));
        try (DirectoryStream<Path> stale = Files.newDirectoryStream(
                directory(), p -> ours.matcher(p.getFileName().toString()).matches())) {
            for (Path temp : stale) {
                Files.deleteIfExists(temp);
            }
        }
    }

    Path createTemp(long epoch) throws IOException {
        return Files.createFile(temp(epoch), PosixFilePermissions.asFileAttribute(OURS));
    }

    /** Checks that the temp file holds exactly {@code content}, gives it mode and owner, and makes it durable. */
    void seal(Path temp, byte[] content) throws IOException {
        if (!Files.isRegularFile(temp, LinkOption.NOFOLLOW_LINKS)
                || Files.size(temp) != content.length
                || !Arrays.equals(Files.readAllBytes(temp), content)) {
            throw new IOException("temp file " + temp.getFileName() + " does not hold what was to be written");
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(temp, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            keepOwner(view);
        } else {
            view.setPermissions(NEW_FILE);
        }
        try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void keepOwner(PosixFileAttributeView temp) throws IOException {
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes own = temp.readAttributes();
        try {
            if (!own.group().equals(old.group())) {
                temp.setGroup(old.group());
            }
            if (!own.owner().equals(old.owner())) {
                temp.setOwner(old.owner());
            }
        } catch (FileSystemException e) {
            // No IOException: of those only the innermost words are told, "operation not permitted".
            throw new StepFailedException("env file " + file + " could not be written: " + cannotKeep(old), e);
        }
        temp.setPermissions(old.permissions());
    }

    private static String cannotKeep(PosixFileAttributes old) {
        return "cannot keep its owner %s:%s; run Detour as that user"
                .formatted(old.owner().getName(), old.group().getName());
    }

    private static int unix(Path path, String attribute) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /** Why the file that is there could not be replaced by one of the same owner, foretold; empty when it could. */
    Optional<String> ownerAilment(FileRights rights) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        int owner = unix(file, "uid");
        int group = unix(file, "gid");
        boolean inherited = (unix(directory(), "mode") & SET_GID) != 0 && unix(directory(), "gid") == group;
        return rights.mayGiveTo(owner, group) || (inherited && owner == rights.uid())
                ? Optional.empty()
                : Optional.of(
                        cannotKeep(Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    }

    /**
     * The atomic rename. The modification time is set again afterwards: a program that started while a slow fsync ran
     * has read the old file, and must count as started before the new one.
     *
     * @param renamed told between the rename and its being durable
     */
    void replace(Path temp, Runnable renamed) throws IOException {
        Files.setLastModifiedTime(temp, FileTime.from(Instant.now()));
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        renamed.run();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        syncDirectory();
    }

    void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
