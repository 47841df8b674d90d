package dev.detour;

import dev.detour.control.Observer;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.ProbeResult;
import dev.detour.serve.Metrics;
import dev.detour.store.ProbeLog;

/** Passes what happens on to the metrics and the probe log. */
record Watching(Metrics metrics, ProbeLog probeLog) implements Observer {
    @Override
    public void probed(ProbeResult result) {
        metrics.probed(result);
        probeLog.record(result);
    }

    @Override
    public void written(Entry entry) {
        if (entry.event() == EventKind.DECISION && entry.durable().decision() != null) {
            metrics.decided(entry.group(), entry.durable().decision().trigger());
        }
    }

    @Override
    public void stepped(String group, Event.StepEnded step) {
        metrics.stepped(group, step.step(), step.failure().isPresent() ? "failed" : "done", step.took());
    }
}
