package dev.detour.bench;

import dev.detour.control.Observer;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.Outcome;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * Inside the measured process: writes for each failed probe when it ended, by {@link System#nanoTime}, to standard error
 * as {@code down NANOS}.
 */
public final class Downs implements Observer, CamelContextAware {
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext given) {
        context = given;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void probed(ProbeResult result) {
        long now = System.nanoTime();
        if (result.outcome() == Outcome.DOWN) {
            var timeline = context.getRegistry().lookupByNameAndType("detourTimeline", Timeline.class);
            System.err.println("down "
                    + (now - Duration.between(result.endedAt(), timeline.now()).toNanos()));
        }
    }

    @Override
    public void written(Entry entry) {
        // Of no matter here.
    }

    @Override
    public void stepped(String group, Event.StepEnded step) {
        // No step is taken.
    }
}
