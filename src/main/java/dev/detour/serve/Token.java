package dev.detour.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The secret that state-changing calls carry as {@code Authorization: Bearer} (SPEC §8). Never printed. */
public final class Token {
    private static final String FILE = "token";
    private static final int BYTES = 32;

    private final byte[] digest;

    private Token(String secret) {
        this.digest = digest(secret);
    }

    /**
     * The configured token, or the one in {@code data/token}, which is made at first need with mode 600.
     *
     * @throws IOException when it can be neither read nor made
     */
    public static Token of(Optional<String> configured, Path data) throws IOException {
        return new Token(configured.isPresent() ? configured.get() : kept(data.resolve(FILE)));
    }

    /** What the local command line reads; empty when there is none, or it is not ours to read. */
    public static Optional<String> peek(Path data) {
        try {
            return Optional.of(Files.readString(data.resolve(FILE)).strip()).filter(t -> !t.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Takes the same time whatever is offered. */
    boolean is(String offered) {
        return MessageDigest.isEqual(digest, digest(offered));
    }

    private static String kept(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        var fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, create, owner)) {
            channel.write(StandardCharsets.US_ASCII.encode(fresh));
            return fresh;
        } catch (FileAlreadyExistsException e) {
            var token = Files.readString(file).strip();
            if (token.length() < 16) {
                throw new IOException(
                        file + " holds no token of 16 or more characters; remove it to have a new one made", e);
            }
            return token;
        }
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
