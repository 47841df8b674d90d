package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.control.ProbeListener;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Via;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteFaultTest {
    @Test
    void aFaultInTheRouteIsOurOwn() {
        var rules = new Rules();
        var listener = new Quiet();
        try (var asker = new Asker(Rules.timeline());
                var schedule = new ProbeSchedule(late -> {}, listener::gap)) {
            var probe = rules.probe();
            var question = new Question("g", "EU", Via.PROBE_URL, URI.create("http://a/"), probe, null);
            schedule.slot("g", "EU", rules.interval, 0, rules.interval, rules.interval);
            var round = new RegionProbe(asker, listener, schedule, "g", "EU", Map.of(Via.PROBE_URL, question));

            assertThat(round.begin()).isEqualTo("probe-url");
            round.fell(new IllegalStateException("no such bean"));
            var result = round.end();

            assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(result.error()).isEqualTo(ErrorClass.LOCAL);
            assertThat(result.text()).contains("no such bean");
        }
    }

    private static final class Quiet implements ProbeListener {
        @Override
        public void probed(dev.detour.decision.ProbeResult result) {}

        @Override
        public void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {}

        @Override
        public void slowNetwork(String group, long mbits, Duration delay) {}

        @Override
        public void gap(String group) {}

        @Override
        public Via via(String group, String region) {
            return Via.PROBE_URL;
        }
    }
}
