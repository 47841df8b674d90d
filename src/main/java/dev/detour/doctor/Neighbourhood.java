package dev.detour.doctor;

import dev.detour.config.Settings;
import dev.detour.control.SystemTimeline;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Timeline;
import dev.detour.probe.ProbeOnce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** A group's regions and canaries, each asked once, {@link #AT_ONCE} at a time. */
final class Neighbourhood {
    private static final int AT_ONCE = 16;

    private final Settings.Group group;
    private final Timeline timeline = new SystemTimeline(Optional.empty());

    Neighbourhood(Settings.Group group) {
        this.group = group;
    }

    List<Finding> look() {
        var questions = new ArrayList<Callable<Finding>>();
        group.rules().regions().forEach(region -> questions.add(() -> region(region.name())));
        group.canary().forEach(uri -> questions.add(() -> canary(uri)));
        var pool = Executors.newFixedThreadPool(Math.min(AT_ONCE, questions.size()));
        try {
            var findings = new ArrayList<Finding>();
            for (var answer : pool.invokeAll(questions)) {
                findings.add(answer.get());
            }
            if (group.canary().isEmpty()) {
                findings.add(Finding.note(
                        group.name() + ": canary", "not configured: Detour cannot tell that it is cut off itself"));
            }
            return findings;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.problem(group.name() + ": regions", "interrupted", "ask again"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Finding region(String region) {
        var what = group.name() + ": region " + region;
        var via = InUse.via(group, region);
        if (via.isEmpty()) {
            return Finding.note(what, "unprobed while it is not in use, and thus never switched to");
        }
        var report = ProbeOnce.run(group, region, via.get(), timeline);
        var result = report.result();
        var text = result.outcome() + ", " + result.text() + phases(report);
        return result.outcome() == Outcome.UP
                ? Finding.ok(what, text)
                : Finding.problem(what, text, todo(result.error()));
    }

    private static String todo(ErrorClass error) {
        return switch (error) {
            case DNS -> "see whether the name is right, and this host's resolver";
            case REFUSED -> "see that something listens there";
            case RESET, TIMEOUT -> "see the way there: routes, firewalls, proxies";
            case TLS -> "see the certificate; one of your own is trusted by probe.tls-ca";
            case STATUS, BODY, PROTOCOL -> "see what it answers, and what the probe accepts";
            case LOCAL -> "see this host: descriptors, memory, network, TLS files";
        };
    }

    /** {@code (dns 1 ms, connect 12 ms, tls 30 ms, first byte 50 ms)}: what was reached of it. */
    private static String phases(ProbeOnce.Report report) {
        var phases = new ArrayList<String>();
        add(phases, "dns", report.dns());
        add(phases, "connect", report.connect());
        add(phases, "tls", report.tls());
        add(phases, "first byte", report.firstByte());
        return phases.isEmpty() ? "" : " (" + String.join(", ", phases) + ")";
    }

    private static void add(List<String> phases, String name, Duration took) {
        if (!took.isZero()) {
            phases.add(String.format(Locale.ROOT, "%s %.1f ms", name, took.toNanos() / 1e6));
        }
    }

    private Finding canary(java.net.URI uri) {
        var what = group.name() + ": canary " + uri.getHost();
        var result = ProbeOnce.canary(group, uri, timeline).result();
        return result.outcome() == Outcome.UP
                ? Finding.ok(what, result.text())
                : Finding.problem(
                        what, result.outcome() + ", " + result.text(), "name one that answers from this host");
    }
}
