package dev.detour.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        var url = Given.text(parsed, "--url")
                .or(() -> Optional.ofNullable(env.get("DETOUR_URL")).filter(u -> !u.isBlank()));
        var base = url.map(Connection::url).or(access::url).orElse(USUAL);
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

    private static URI url(String text) {
        try {
            var url = URI.create(text);
            if (url.getHost() != null
                    && url.getPort() <= 65_535
                    && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw badUrl(text);
        }
        throw badUrl(text);
    }

    private static Failure badUrl(String text) {
        return new Failure(Exit.USAGE, "\"" + Table.plain(text) + "\" is no URL; write http://host:port");
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
