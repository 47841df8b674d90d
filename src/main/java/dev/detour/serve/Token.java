package dev.detour.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret that state-changing calls carry as {@code Authorization: Bearer} (SPEC §8). Never printed. */
public final class Token {
    private final byte[] digest;

    public Token(String secret) {
        this.digest = digest(secret);
    }

    /** Takes the same time whatever is offered. */
    boolean is(String offered) {
        return MessageDigest.isEqual(digest, digest(offered));
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Token[hidden]";
    }
}
