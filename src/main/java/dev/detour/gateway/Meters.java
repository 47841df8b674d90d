package dev.detour.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The gateway's figures, named as the Service Failover System named them (SPEC §9). Labels are services, upstreams,
 * known methods and statuses: no path, nothing of a client's own, so their number is bounded.
 */
final class Meters {
    private static final List<HttpMethod> KNOWN = List.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.DELETE,
            HttpMethod.PATCH,
            HttpMethod.OPTIONS);
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
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
        Duration.ofSeconds(10)
    };

    private static final int UNKNOWN = 600;

    private final MeterRegistry registry;
    private final String service;
    final Timer latency;
    final Timer resolution;

    Meters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.service = service;
        this.latency = Timer.builder("external.service.request.latency")
                .description("From a request's head to the last byte of its answer")
                .tag("service", service)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.resolution = Timer.builder("external.service.dns.resolution")
                .description("How long looking up upstreams' names took")
                .tag("service", service)
                .register(registry);
    }

    OfUpstream upstream(String url) {
        return new OfUpstream(url);
    }

    void remove() {
        registry.remove(latency);
        registry.remove(resolution);
    }

    /** Those of one upstream. */
    final class OfUpstream {
        private final String url;
        private final Map<Integer, Counter> requests = new HashMap<>();
        private final Map<Failure.Kind, Counter> errors = new HashMap<>();
        private final List<Meter> mine = new ArrayList<>();

        private OfUpstream(String url) {
            this.url = url;
        }

        /** @param given 0 when there was no answer; one that HTTP does not know counts as {@code other} */
        void request(HttpMethod method, int given) {
            var status = Math.min(given, UNKNOWN);
            var known = KNOWN.indexOf(method);
            var key = known * 1000 + status;
            var counter = requests.get(key);
            if (counter == null) {
                counter = counter(known < 0 ? "other" : method.name(), status);
                requests.put(key, counter);
            }
            counter.increment();
        }

        private Counter counter(String method, int status) {
            return kept(Counter.builder("external.service.requests")
                    .description("Calls made to upstreams")
                    .tags("service", service, "upstream", url)
                    .tags("method", method)
                    .tags("status", status == 0 ? "none" : status == UNKNOWN ? "other" : Integer.toString(status))
                    .register(registry));
        }

        /** Of all upstreams of the service together. */
        void error(Failure.Kind kind) {
            errors.computeIfAbsent(
                            kind,
                            key -> kept(Counter.builder("external.service.errors")
                                    .description("Calls that failed, by why")
                                    .tags("service", service, "error_type", key.label())
                                    .register(registry)))
                    .increment();
        }

        void looked(boolean up) {
            kept(Counter.builder("external.service.health.checks")
                            .description("Looks at upstreams without traffic")
                            .tags("service", service, "upstream", url)
                            .tags("status", up ? "success" : "failure")
                            .register(registry))
                    .increment();
        }

        void health(DoubleSupplier value) {
            kept(Gauge.builder("external.service.health.status", value::getAsDouble)
                    .description("1 when the upstream is UP")
                    .tags("service", service, "upstream", url)
                    .strongReference(true)
                    .register(registry));
        }

        private <T extends Meter> T kept(T meter) {
            if (!mine.contains(meter)) {
                mine.add(meter);
            }
            return meter;
        }

        void remove() {
            mine.forEach(registry::remove);
            mine.clear();
        }
    }
}
