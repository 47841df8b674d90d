package dev.detour.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Finds the controller that a verb asks: where it is, by which token, and who asks. */
final class Connection {
    private static final URI USUAL = URI.create("http://127.0.0.1:8000");

    private final Verbs verbs;
    private final Map<String, String> env;

    Connection(Verbs verbs, Map<String, String> env) {
        this.verbs = verbs;
        this.env = env;
    }

    /** By {@code --url}, else {@code DETOUR_URL}, else the configuration; the token likewise. */
    Client client(ParseResult parsed) {
        Given.json(parsed);
        var access = verbs.access(Given.configOf(parsed));
        var url = Given.url(parsed).or(() -> Optional.ofNullable(env.get("DETOUR_URL"))
                .filter(u -> !u.isBlank())
                .map(Given::url));
        var base = url.or(access::url).orElse(USUAL);
        // Of a URL that was given we know nothing: it is judged as any other.
        var certificate = url.isPresent() ? Optional.<Path>empty() : access.certificate();
        var token = Optional.ofNullable(env.get("DETOUR_HTTP_TOKEN"))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .or(access::token);
        token.ifPresent(Connection::requireSendable);
        return new Client(base, certificate, token, by());
    }

    /** Whatever is said of it later, by us or by a library, would quote it. */
    private static void requireSendable(String token) {
        if (!token.matches("[!-~]+")) {
            throw new Failure(
                    Exit.USAGE,
                    "the token holds what no token may; write printable ASCII characters without blanks"
                            + "\n  it is DETOUR_HTTP_TOKEN, else detour.http.token, else the file data/token");
        }
    }

    private String by() {
        var host = Optional.ofNullable(env.get("HOSTNAME")).orElseGet(Connection::hostName);
        return (System.getProperty("user.name", "someone") + "@" + host).replaceAll("[^\\x21-\\x7e]", "?");
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
