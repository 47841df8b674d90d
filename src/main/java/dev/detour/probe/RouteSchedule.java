package dev.detour.probe;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.spi.ScheduledPollConsumerScheduler;

/** Drives one {@code scheduler:} route by its slot. Starting and stopping the route starts and stops its probes. */
final class RouteSchedule implements ScheduledPollConsumerScheduler {
    private final ProbeSchedule schedule;
    private final Slot slot;
    private CamelContext context;
    private Runnable poll;
    private boolean started;

    RouteSchedule(ProbeSchedule schedule, Slot slot) {
        this.schedule = schedule;
        this.slot = slot;
    }

    @Override
    public void onInit(Consumer consumer) {
        // The route's own delay options do not count here: the group's interval does.
    }

    @Override
    public void scheduleTask(Runnable task) {
        poll = task;
    }

    @Override
    public void unscheduleTask() {
        schedule.stop(slot);
        started = false;
    }

    @Override
    public void startScheduler() {
        if (!started) {
            started = true;
            schedule.start(slot, poll);
        }
    }

    @Override
    public boolean isSchedulerStarted() {
        return started;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        unscheduleTask();
    }

    @Override
    public void shutdown() {
        unscheduleTask();
    }
}
