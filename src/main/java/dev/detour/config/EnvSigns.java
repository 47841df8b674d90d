package dev.detour.config;

import java.util.OptionalInt;

/**
 * What a value of an env file may hold. It stands there without quotes, behind {@code export VAR=}, so that neither a shell
 * nor systemd takes any of it for its own. One rule for who checks the configuration and for who writes the file: what is
 * refused only there stops a failover in the middle.
 */
public final class EnvSigns {
    /** Beside letters and digits; each was sourced by dash and bash unchanged, at any place in a value. */
    public static final String SAFE = "_@%+=:,./-";

    private EnvSigns() {}

    /** Where the first sign begins that must not be there; empty when there is none. */
    public static OptionalInt unsafe(String value) {
        int at = 0;
        while (at < value.length()) {
            int c = value.codePointAt(at);
            if (!Character.isLetterOrDigit(c) && SAFE.indexOf(c) < 0) {
                return OptionalInt.of(at);
            }
            at += Character.charCount(c);
        }
        return OptionalInt.empty();
    }
}
