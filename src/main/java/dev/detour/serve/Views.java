package dev.detour.serve;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.detour.gateway.GatewayView;
import java.util.List;
import java.util.Map;

/** The shapes of the JSON API (SPEC §8), field by field in its order. Times are RFC 3339 texts. */
final class Views {
    private Views() {}

    record Status(
            String version,
            String now,
            long uptimeSeconds,
            boolean ready,
            List<String> problems,
            Reload reload,
            List<RawValue> groups,
            List<GatewayView.Service> gateway) {}

    record Reload(boolean failed, String at, String file, Integer line, String reason) {}

    record Group(
            String name,
            String mode,
            String active,
            String target,
            String since,
            long epoch,
            boolean verified,
            String verdict,
            String state,
            List<HeldGate> gates,
            FailoverReady failoverReady,
            Paused paused,
            Pinned pinned,
            Proposal proposal,
            List<Region> regions,
            Effect effect,
            Decision decision,
            List<Polled> polled) {}

    record HeldGate(String gate, String until, String text) {}

    record FailoverReady(boolean ready, List<String> reasons) {}

    record Paused(String by, String reason, String since, String until) {}

    record Pinned(String region, String by, String reason, String since, String until) {}

    record Proposal(long epoch, String to, String trigger, String reason, String since) {}

    record Region(
            String name,
            String target,
            String role,
            String health,
            String since,
            boolean eligible,
            Streak streak,
            Last last,
            Latency latency,
            Integer certificateDays,
            String ticks) {}

    record Streak(String outcome, int count, double seconds) {}

    record Last(String outcome, String at, long millis, String phase, String error, Integer status, String text) {}

    record Latency(Double p50, Double p95) {}

    record Effect(EnvFile envFile, List<Program> programs) {}

    record EnvFile(String path, boolean matches, String modified) {}

    record Program(String name, String state, Integer pid, String startedAt) {}

    record Decision(
            long epoch,
            String trigger,
            String from,
            String to,
            String at,
            String reason,
            String by,
            List<Step> steps) {}

    /** @param replicas what it implies; null when only the ScaledObject can tell */
    record Polled(String metric, String by, String at, long value, Long replicas) {}

    record Step(String step, String result, long millis, int attempts, String text) {}

    record History(
            long seq,
            String at,
            String group,
            String event,
            long epoch,
            String region,
            String by,
            String reason,
            Map<String, String> evidence) {}

    record Explain(
            String group, String wouldDo, String to, List<Gate> gates, List<Distance> regions, List<WhatIf> whatIf) {}

    record Gate(String gate, boolean holds, String until, String text) {}

    record Distance(
            String name,
            boolean eligible,
            String why,
            int failuresToDown,
            double secondsToDown,
            int successesToUp,
            double secondsToUp) {}

    record WhatIf(String down, String then) {}

    /**
     * What came of a request; {@code text} says it. All else is of the decision that was made, and null where none was;
     * a dry run tells {@code trigger}, {@code from} and {@code to} of the one that would be.
     */
    record Done(
            String group,
            boolean dryRun,
            String text,
            Long epoch,
            String trigger,
            String from,
            String to,
            String at,
            String reason,
            String by) {}
}
