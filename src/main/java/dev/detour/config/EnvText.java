package dev.detour.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of an env file as its writer meant it. {@code podman --env-file} and systemd hand on what a shell would take
 * away: a comment behind the value, and podman the quotes around it too.
 */
final class EnvText {
    private static final Pattern QUOTED = Pattern.compile("(?s)([\"'])((?:(?!\\1).)*)\\1\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?s)(?:^|\\s)\\s*#.*");

    private EnvText() {}

    /** Without blanks around it, a trailing <code> # comment</code>, or one pair of quotes around the whole. */
    static String meant(String value) {
        String text = value.strip();
        Matcher quoted = QUOTED.matcher(text);
        return quoted.matches()
                ? quoted.group(2)
                : COMMENT.matcher(text).replaceFirst("").strip();
    }
}
