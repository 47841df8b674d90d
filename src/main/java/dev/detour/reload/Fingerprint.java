package dev.detour.reload;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the watched files hold. By content, not by time or event: a ConfigMap swaps a symbolic link above them, an editor
 * renames a copy into place, and a rewrite within one tick of the clock leaves the time as it was.
 *
 * @param hashes by path; a file that is not there has none
 */
record Fingerprint(Map<Path, String> hashes) {
    /** @param folder whose route files count, whichever they are */
    static Fingerprint of(Collection<Path> files, Optional<Path> folder) {
        var hashes = new TreeMap<Path, String>();
        files.forEach(file -> add(hashes, file));
        folder.ifPresent(f -> {
            try (DirectoryStream<Path> routes = Files.newDirectoryStream(f, "*.camel.yaml")) {
                routes.forEach(file -> add(hashes, file));
            } catch (IOException e) {
                hashes.put(f, "unreadable");
            }
        });
        return new Fingerprint(hashes);
    }

    /** The same of these files instead of those: what was not among those is looked at now. */
    Fingerprint watching(Collection<Path> instead, Collection<Path> files) {
        var others = new TreeMap<>(hashes);
        others.keySet().removeIf(file -> instead.contains(file) && !files.contains(file));
        files.stream().filter(file -> !instead.contains(file)).forEach(file -> add(others, file));
        return new Fingerprint(others);
    }

    private static void add(Map<Path, String> hashes, Path file) {
        try {
            if (Files.exists(file)) {
                hashes.put(file, hash(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            hashes.put(file, "unreadable");
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Whether one of these files differs between the two. */
    boolean differs(Fingerprint other, Collection<Path> files) {
        return files.stream().anyMatch(file -> !java.util.Objects.equals(hashes.get(file), other.hashes.get(file)));
    }
}
