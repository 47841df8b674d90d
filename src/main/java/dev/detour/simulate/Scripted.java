package dev.detour.simulate;

import dev.detour.config.Settings;
import dev.detour.control.Simulation;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.Failback;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays a timeline: regions and canary are as it says, and are probed by the group's schedule. A probe takes no time. */
final class Scripted {
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

    private final Settings.Group group;
    private final GroupRules rules;
    private final Script script;
    private final Simulation simulation;
    private final Instant begin;
    private final Map<String, Outcome> world = new HashMap<>();
    private final Map<String, Instant> probed = new HashMap<>();
    /** When a probe beside the schedule is due; the schedule's own makes it needless, if it comes before. */
    private final Map<String, Instant> wanted = new HashMap<>();

    Scripted(Settings.Group group, Script script, Simulation simulation) {
        this.group = group;
        this.rules = group.rules();
        this.script = script;
        this.simulation = simulation;
        this.begin = simulation.now();
    }

    void play() {
        for (var change : script.changes()) {
            simulation.at(begin.plus(change.at()), () -> world.put(change.who(), change.outcome()));
        }
        simulation.onProbeNow(this::probeNow);
        int seat = 0;
        for (var region : rules.regions()) {
            var offset = spread().multipliedBy(seat++).dividedBy(rules.regions().size());
            every(rules.interval(), begin.plus(offset), () -> probe(region.name()));
        }
        if (rules.canary()) {
            every(rules.interval(), begin, this::askCanary);
        }
        simulation.run(begin.plus(length()));
    }

    /** The first probes are spread as those of the schedule are. */
    private Duration spread() {
        return rules.interval().compareTo(FIRST_WITHIN) < 0 ? rules.interval() : FIRST_WITHIN;
    }

    private void every(Duration interval, Instant first, Runnable what) {
        simulation.at(first, () -> {
            what.run();
            every(interval, first.plus(interval), what);
        });
    }

    /** As the schedule does: once for all that ask before it begins, and not at once after the last. */
    private void probeNow(List<String> regions) {
        var soonest = GroupRules.soonest(rules.interval());
        for (var region : regions) {
            if (!wanted.containsKey(region)) {
                var free = probed.getOrDefault(region, begin).plus(soonest);
                var due = free.isAfter(simulation.now()) ? free : simulation.now();
                wanted.put(region, due);
                simulation.at(due, () -> {
                    if (due.equals(wanted.get(region))) {
                        probe(region);
                    }
                });
            }
        }
    }

    private void probe(String region) {
        wanted.remove(region);
        probed.put(region, simulation.now());
        var via = simulation.via(region);
        var urls = via == Via.PROBE_URL ? group.probe().urls() : group.probe().candidateUrls();
        var url = urls.get(region);
        if (url != null) {
            boolean down = url.getScheme().equals("down");
            var outcome = down ? Outcome.DOWN : world.getOrDefault(region, Outcome.UP);
            simulation.probed(result(region, via, outcome));
        }
    }

    private ProbeResult result(String region, Via via, Outcome outcome) {
        var error =
                switch (outcome) {
                    case UP -> null;
                    case DOWN -> ErrorClass.REFUSED;
                    case UNKNOWN -> ErrorClass.LOCAL;
                };
        var now = simulation.now();
        var text = "by the timeline";
        return new ProbeResult(rules.name(), region, via, outcome, Phase.CONNECT, error, null, now, now, text, null);
    }

    private void askCanary() {
        var outcome = world.getOrDefault(Script.CANARY, Outcome.UP);
        if (outcome != Outcome.UNKNOWN) {
            simulation.canaryProbed(outcome == Outcome.UP);
        }
    }

    /** Without an end of its own: until whatever the last line leads to is over, one switch and its cooldown included. */
    private Duration length() {
        var last = script.changes().get(script.changes().size() - 1).at();
        var streak = rules.interval().multipliedBy(Math.max(rules.minFailures(), rules.minSuccesses()));
        var settled = last.plus(longer(rules.outage(), streak))
                .plus(rules.recovery())
                .plus(rules.verifyTimeout())
                .plus(rules.cooldown())
                .plus(rules.freshness());
        boolean back = rules.failback() == Failback.AUTO && rules.mode() == Mode.AUTO;
        return script.end().orElse(back ? settled.plus(rules.failbackHold()) : settled);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
