package dev.detour;

import dev.detour.control.Observer;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.GroupRules;
import dev.detour.decision.ProbeResult;
import dev.detour.serve.Metrics;
import dev.detour.store.ProbeLog;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Passes what happens on to the metrics and the probe log.
 *
 * @param others beans of the user's that want to see it too, such as those of bench/
 */
record Watching(Metrics metrics, ProbeLog probeLog, Collection<Observer> others) implements Observer {
    /** Where an incident is told from afterwards. */
    private static final Set<EventKind> INCIDENT =
            EnumSet.of(EventKind.DECISION, EventKind.VERIFIED, EventKind.VERIFY_FAILED);

    @Override
    public void ruled(GroupRules rules) {
        metrics.expect(
                rules.name(),
                rules.steps().stream().map(GroupRules.StepRule::name).toList());
        others.forEach(other -> other.ruled(rules));
    }

    @Override
    public void probed(ProbeResult result) {
        metrics.probed(result);
        probeLog.record(result);
        others.forEach(other -> other.probed(result));
    }

    @Override
    public void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {
        probeLog.recordCanary(group, up, startedAt, endedAt);
        others.forEach(other -> other.canaryProbed(group, up, startedAt, endedAt));
    }

    @Override
    public void written(Entry entry) {
        if (entry.decides()) {
            metrics.decided(entry.group(), entry.durable().decision().trigger());
        }
        if (INCIDENT.contains(entry.event())) {
            probeLog.mark(entry.group());
        }
        others.forEach(other -> other.written(entry));
    }

    @Override
    public void stepped(String group, Event.StepEnded step) {
        metrics.stepped(group, step.step(), step.failure().isPresent() ? "failed" : "done", step.took());
        others.forEach(other -> other.stepped(group, step));
    }
}
