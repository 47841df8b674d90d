package dev.detour.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Where the last good configuration is kept: {@code data/last-good.json}, its owner's only, whole or not at all. */
public final class LastGoodFile {
    private static final String FILE = "last-good.json";

    private LastGoodFile() {}

    /** Durable when this returns. Only for the process that has the data directory open. */
    public static void keep(Path data, byte[] content) throws IOException {
        JournalFile.replace(new Disk.Real(), data.resolve(FILE).toAbsolutePath(), content);
    }

    /** What is kept; empty when there is nothing, or it is no file of ours to read. */
    public static Optional<byte[]> peek(Path data) {
        var file = data.resolve(FILE);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
