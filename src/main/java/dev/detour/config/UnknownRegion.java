package dev.detour.config;

import java.util.List;

/** {@code --region} names none of the configured regions: a mistake in usage (exit status 2), not in the configuration. */
public final class UnknownRegion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownRegion(String region, List<String> known) {
        super("--region " + region + ": no such region; known are " + String.join(", ", known)
                + Nearest.hint(region, known));
    }
}
