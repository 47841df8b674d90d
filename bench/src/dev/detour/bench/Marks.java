package dev.detour.bench;

import dev.detour.control.Observer;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * Inside the measured process: notes when things happen, by {@link System#nanoTime}, which on Linux is one clock for all
 * processes. After each outage decision's env file it writes one line to standard error:
 *
 * <pre>mark FROM TO probe-ended result-handed-on durable first-step env-durable</pre>
 */
public final class Marks implements Observer {
    private record Ended(Instant at, long handedOn) {}

    private final Map<String, Ended> ended = new ConcurrentHashMap<>();
    private volatile Timeline timeline;
    private volatile Entry decision;
    private volatile long durable;
    private volatile long firstStep;

    @Override
    public void probed(ProbeResult result) {
        if (result.outcome() == Outcome.DOWN) {
            ended.put(result.region(), new Ended(result.endedAt(), System.nanoTime()));
        }
    }

    @Override
    public void written(Entry entry) {
        if (entry.event() == EventKind.DECISION) {
            durable = System.nanoTime();
            decision = entry;
        }
    }

    /** The very first thing in the first step's route. */
    public void stepBegins(Exchange exchange) {
        firstStep = System.nanoTime();
        timeline = exchange.getContext().getRegistry().lookupByNameAndType("detourTimeline", Timeline.class);
    }

    @Override
    public void stepped(String group, Event.StepEnded step) {
        long envDurable = System.nanoTime();
        var made = decision == null ? null : decision.durable().decision();
        if (made == null || made.epoch() != step.epoch() || made.trigger() != Trigger.OUTAGE) {
            return;
        }
        var deciding = ended.get(made.from());
        System.err.println(String.join(
                " ",
                "mark",
                made.from(),
                made.to(),
                String.valueOf(nanoTime(deciding.at())),
                String.valueOf(deciding.handedOn()),
                String.valueOf(durable),
                String.valueOf(firstStep),
                String.valueOf(envDurable)));
    }

    private long nanoTime(Instant at) {
        long now = System.nanoTime();
        return now - Duration.between(at, timeline.now()).toNanos();
    }
}
