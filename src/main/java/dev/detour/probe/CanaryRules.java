package dev.detour.probe;

import dev.detour.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How canaries are asked: by the group's interval, deadline and proxy, but by none of its other probe settings. */
final class CanaryRules {
    /** No region can have this name. */
    static final String SLOT = "*canary*";

    private static final Pattern ANSWERED = Pattern.compile("^[1-4][0-9][0-9]$");
    private static final int FIRST_BYTES = 1024;

    private CanaryRules() {}

    static Settings.Probe of(Settings.Probe probe) {
        return plain(
                probe, probe.timeout(), new Settings.Tls(true, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** How the file is asked for whose download is timed: likewise, but with the group's own TLS. */
    static Settings.Probe download(Settings.Probe probe) {
        return plain(probe, Throughput.LONGEST, probe.tls());
    }

    private static Settings.Probe plain(Settings.Probe probe, Duration timeout, Settings.Tls tls) {
        return new Settings.Probe(
                Map.of(),
                Map.of(),
                "GET",
                Optional.empty(),
                Map.of(),
                probe.interval(),
                probe.jitterPercent(),
                timeout,
                ANSWERED,
                Optional.empty(),
                Optional.empty(),
                FIRST_BYTES,
                false,
                false,
                probe.proxy(),
                tls);
    }
}
