package dev.detour.decision;

import java.util.Locale;

/** How values are named in logs, metrics and JSON: {@code no-candidate} for {@code NO_CANDIDATE}. */
public final class WireName {
    private WireName() {}

    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
