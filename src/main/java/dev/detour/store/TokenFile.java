package dev.detour.store;

import dev.detour.store.DataException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token that state-changing calls need, where none is configured: {@code data/token}, its owner's only. */
public final class TokenFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final String FILE = "token";
    private static final int BYTES = 32;
    /** RFC 6750, what a Bearer may consist of; no shorter than cannot be guessed. */
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

    private TokenFile() {}

    /**
     * The token of a data directory that is open; made on first use, whole or not at all. One that others can read is
     * closed to them, with a warning.
     *
     * @throws DataException UNUSABLE when the file is not a token, naming it and the way out
     */
    public static String loadOrCreate(Path data) throws IOException {
        var file = data.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            JournalFile.replace(
                    new Disk.Real(), file.toAbsolutePath(), (random() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(file, "is not a regular file");
        }
        keepToOwner(file);
        var token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!USABLE.matcher(token).matches()) {
            throw unusable(file, "holds no token: one line of at least 16 letters, digits or -._~+/");
        }
        return token;
    }

    /** What a client on this machine may use; empty when there is none, or it is not ours to read. */
    public static Optional<String> peek(Path data) {
        try {
            return Optional.of(Files.readString(data.resolve(FILE), StandardCharsets.ISO_8859_1)
                            .strip())
                    .filter(token -> !token.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void keepToOwner(Path file) throws IOException {
        var owner = PosixFilePermissions.fromString("rw-------");
        var found = Files.getPosixFilePermissions(file);
        if (!owner.containsAll(found)) {
            Files.setPosixFilePermissions(file, owner);
            LOG.warn(
                    "{} was open to others ({}), is its owner's only now; if someone may have read it, delete it and start again",
                    file,
                    PosixFilePermissions.toString(found));
        }
    }

    private static String random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static DataException unusable(Path file, String what) {
        return new DataException(
                Kind.UNUSABLE, file + ": " + what + ". Delete it to have a new one made, or set detour.http.token.");
    }
}
