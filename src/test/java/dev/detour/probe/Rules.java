package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.decision.GroupRules;
import dev.detour.decision.Region;
import dev.detour.decision.Timeline;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings for tests: SPEC §3's defaults, with short times, and a word for what differs. */
final class Rules {
    String method = "GET";
    Optional<String> body = Optional.empty();
    Map<String, String> headers = new LinkedHashMap<>();
    Duration interval = Duration.ofMillis(200);
    Duration timeout = Duration.ofMillis(400);
    String acceptStatus = "^2[0-9][0-9]$";
    String expectBody;
    Duration maxLatency;
    int maxBody = 64 * 1024;
    boolean refusedIsUnknown;
    boolean followRedirects;
    URI proxy;
    Settings.Tls tls = new Settings.Tls(true, Optional.empty(), Optional.empty(), Optional.empty());
    final Map<String, URI> urls = new LinkedHashMap<>();
    final Map<String, URI> candidates = new LinkedHashMap<>();
    List<URI> canary = List.of();

    Rules region(String name, URI url) {
        urls.put(name, url);
        return this;
    }

    Rules trusting(Path ca) {
        tls = new Settings.Tls(true, Optional.of(ca), Optional.empty(), Optional.empty());
        return this;
    }

    Rules unverified() {
        tls = new Settings.Tls(false, Optional.empty(), Optional.empty(), Optional.empty());
        return this;
    }

    Settings.Probe probe() {
        return new Settings.Probe(
                urls,
                candidates,
                method,
                body,
                headers,
                interval,
                10,
                timeout,
                Pattern.compile(acceptStatus),
                Optional.ofNullable(expectBody).map(Pattern::compile),
                Optional.ofNullable(maxLatency),
                maxBody,
                refusedIsUnknown,
                followRedirects,
                Optional.ofNullable(proxy),
                tls);
    }

    Settings.Group group(String name) {
        var regions = new ArrayList<Region>();
        urls.forEach((region, url) -> regions.add(new Region(region, "127.0.0.1", Region.Role.PREFERRED)));
        var rules = new GroupRules(
                name,
                GroupRules.Mode.AUTO,
                candidates.isEmpty() ? GroupRules.Scope.ALL : GroupRules.Scope.ACTIVE,
                regions,
                interval,
                timeout,
                Duration.ofSeconds(1),
                3,
                Optional.empty(),
                Duration.ofSeconds(1),
                3,
                Duration.ofSeconds(1),
                3,
                Duration.ofHours(1),
                GroupRules.AllDown.HOLD,
                "order",
                GroupRules.Failback.MANUAL,
                Duration.ofMinutes(30),
                List.of(),
                Duration.ofMinutes(2),
                2,
                !canary.isEmpty(),
                Duration.ZERO);
        return new Settings.Group(
                rules,
                probe(),
                canary,
                Optional.empty(),
                new Settings.Restart.None(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static Settings settings(Settings.Group... groups) {
        return new Settings(
                new Settings.Http("127.0.0.1", 0, false, Optional.empty(), Optional.empty(), Optional.empty()),
                Path.of("data"),
                Optional.empty(),
                "detour",
                Optional.empty(),
                List.of(groups),
                Optional.empty(),
                List.of());
    }

    /** Elapsed time on top of an arbitrary moment. */
    static Timeline timeline() {
        var origin = Instant.parse("2026-11-20T08:00:00Z");
        long started = System.nanoTime();
        return new Timeline() {
            @Override
            public Instant now() {
                return origin.plusNanos(System.nanoTime() - started);
            }

            @Override
            public Instant toWall(Instant t) {
                return t;
            }
        };
    }
}
