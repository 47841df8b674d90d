package dev.detour.cli;

import dev.detour.log.Log;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What was given with a verb. */
final class Given {
    private Given() {}

    /** {@code table} or {@code json}; anything else is a usage error. */
    static boolean json(ParseResult parsed) {
        return choice(parsed, "--output", "table", "json").equals("json");
    }

    static Log.Form form(ParseResult parsed, String usual) {
        var other = usual.equals("json") ? "text" : "json";
        return choice(parsed, "--log", usual, other).equals("text") ? Log.Form.TEXT : Log.Form.JSON;
    }

    static Optional<String> text(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    /** {@code --url}: where a controller is. */
    static Optional<URI> url(ParseResult parsed) {
        return text(parsed, "--url").map(Given::url);
    }

    static URI url(String text) {
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

    static Optional<Path> configOf(ParseResult parsed) {
        return Optional.ofNullable(parsed.matchedOptionValue("--config", null));
    }

    static boolean on(ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option);
    }

    private static String choice(ParseResult parsed, String option, String usual, String other) {
        var given = text(parsed, option).orElse(usual);
        if (!given.equals(usual) && !given.equals(other)) {
            throw new Failure(Exit.USAGE, option + " is " + usual + " or " + other + ", not " + Table.plain(given));
        }
        return given;
    }

    /** The first of what stands without an option's name. */
    static Optional<String> first(ParseResult parsed) {
        return Optional.ofNullable(parsed.matchedPositionalValue(0, null));
    }

    /** All of it. */
    static List<String> all(ParseResult parsed) {
        return parsed.matchedPositionals().stream()
                .flatMap(positional -> positional.stringValues().stream())
                .toList();
    }
}
