package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeResultTest {
    @Test
    void lastsFromItsStartToItsEnd() {
        var result = World.result("NAM", Via.PROBE_URL, Outcome.UP, World.BEGIN, World.BEGIN.plusMillis(41));
        assertThat(result.duration()).isEqualTo(Duration.ofMillis(41));
    }
}
