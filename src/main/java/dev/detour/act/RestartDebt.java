package dev.detour.act;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a group's restart command still owes, in {@code restart-<group>.owed} of the data directory: nobody can see from
 * outside whether a command had its effect, so what a crash cut short must be written down (DESIGN S8). The file is there
 * while a command is owed or runs; its one line is the mark ({@link ProcessTree#MARK}) of the one that runs, empty
 * before. Callers see to it that one thread at a time uses it.
 */
final class RestartDebt {
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    RestartDebt(Path data, String group) {
        this.file = data.toAbsolutePath().resolve("restart-" + group + ".owed");
    }

    /** A command must succeed from now on, whatever happens; durable when this returns. */
    void owe() throws IOException {
        write("");
    }

    /** A command with this mark is about to start. */
    void running(String id) throws IOException {
        write(id);
    }

    /** The command ended, or did not start; until one succeeds, it is still owed. */
    void failed() throws IOException {
        write("");
    }

    void paid() throws IOException {
        Files.deleteIfExists(file);
    }

    boolean owed() {
        return Files.exists(file);
    }

    /** The mark of a command that was running when the process before this one was killed. */
    Optional<String> interrupted() {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip())
                    .filter(id -> ID.matcher(id).matches());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StepFailedException("cannot read " + file + ": " + Reason.of(e), e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private void write(String id) throws IOException {
        replace(file, id + "\n");
    }

    /** Atomically, readable by the owner only, and durable when this returns. */
    static void replace(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, OWNER_ONLY);
        Files.writeString(beside, text, StandardCharsets.UTF_8);
        force(beside, StandardOpenOption.WRITE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        force(file.getParent(), StandardOpenOption.READ);
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
