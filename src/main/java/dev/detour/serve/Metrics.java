package dev.detour.serve;

import dev.detour.decision.ProbeResult;
import dev.detour.decision.Trigger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;

/**
 * Counts and times what happens (SPEC §8). Label values come from the configuration and from enums only, so their number
 * is bounded. Safe from any thread, and quick.
 */
public final class Metrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = filtered();
    private final Timer late = Timer.builder("detour.probe.late")
            .description("How late probes began, by their schedule")
            .register(registry);

    /** A filter counts only for the meters that come after it. */
    private static PrometheusMeterRegistry filtered() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new CamelLabels());
        return registry;
    }

    /**
     * Begins to count a group's decisions and steps at 0: Prometheus sees no increase in a series that begins with 1.
     *
     * @param steps their names
     */
    public void expect(String group, List<String> steps) {
        for (var trigger : Trigger.values()) {
            decisions(group, trigger);
        }
        for (var step : steps) {
            steps(group, step, "done");
            steps(group, step, "failed");
        }
    }

    /** Where everything is counted, Camel's own figures included. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Has Camel count its routes here; before the context starts. It opens no port and turns no tracing on. */
    public void install(CamelContext context) throws Exception {
        context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        var camel = new MicrometerPrometheus();
        camel.setEnableExchangeEventNotifier(false);
        camel.setEnableMessageHistory(false);
        camel.setSkipCamelInfo(true);
        context.addService(camel);
    }

    /** Adds the figures that are read from the groups at each scrape. */
    public void add(GroupGauges gauges) {
        registry.getPrometheusRegistry().register(gauges);
    }

    /** Drops what was counted of regions that are no more, or of whole groups: names that come and go are no leak. */
    public void forget(String group, Predicate<String> regions) {
        for (var meter : registry.getMeters()) {
            var region = meter.getId().getTag("region");
            if (group.equals(meter.getId().getTag("group")) && region != null && regions.test(region)) {
                registry.remove(meter);
            }
        }
    }

    public void probed(ProbeResult result) {
        Timer.builder("detour.probe.duration")
                .description("How long probes took, by region")
                .tags("group", result.group(), "region", result.region())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(result.duration());
        Counter.builder("detour.probes")
                .description("Probes by outcome and error")
                .tags("group", result.group(), "region", result.region())
                .tags("outcome", result.outcome().name())
                .tags(
                        "error",
                        result.error() == null ? "none" : result.error().name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    /** A probe began this much after its time. */
    public void late(Duration by) {
        late.record(by);
    }

    public void decided(String group, Trigger trigger) {
        decisions(group, trigger).increment();
    }

    private Counter decisions(String group, Trigger trigger) {
        return Counter.builder("detour.decisions")
                .description("Decisions by trigger")
                .tags("group", group, "trigger", trigger.wireName())
                .register(registry);
    }

    /**
     * An attempt of a step ended.
     *
     * @param result {@code done}, {@code failed} or {@code skipped}
     */
    public void stepped(String group, String step, String result, Duration took) {
        Timer.builder("detour.step.duration")
                .description("How long attempts of steps took")
                .tags("group", group, "step", step)
                .register(registry)
                .record(took);
        steps(group, step, result).increment();
    }

    private Counter steps(String group, String step, String result) {
        return Counter.builder("detour.steps")
                .description("Attempts of steps by result")
                .tags("group", group, "step", step, "result", result)
                .register(registry);
    }
}
