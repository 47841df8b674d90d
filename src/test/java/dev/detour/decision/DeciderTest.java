package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private final World w = World.settled(new Rules().build());

    @Test
    void switchesAfterTheOutageToTheNextRegionAndVerifies() {
        w.set("NAM", Outcome.DOWN).passSeconds(240);
        assertThat(w.moves()).containsExactly("start null→NAM");
        w.passSeconds(60);
        assertThat(w.moves()).containsExactly("start null→NAM", "outage NAM→EU");
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.state.durable().decision().reason()).isEqualTo("NAM was down for 4 min (26 failed probes)");
    }

    @Test
    void oneSuccessStartsTheCountAnew() {
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        w.set("NAM", Outcome.UP).passSeconds(10);
        w.set("NAM", Outcome.DOWN).passSeconds(239);
        assertThat(w.active()).isEqualTo("NAM");
        w.pass(Duration.ofSeconds(20));
        assertThat(w.active()).isEqualTo("EU");
    }
}
