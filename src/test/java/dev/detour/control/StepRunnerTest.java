package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.detour.decision.Decision;
import dev.detour.decision.Effect;
import dev.detour.decision.Occasion;
import dev.detour.decision.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
    private final List<Object> seen = new ArrayList<>();

    /** The API still answers while Detour ends: what it had made durable was answered with an error. */
    @Test
    void aStepOfADecisionMadeWhileEndingWasAnError() {
        var steps = new StepRunner("g", seen::add, seen::add, epoch -> true, name -> Duration.ofSeconds(1));
        steps.end();
        assertThatCode(() -> steps.start(step())).doesNotThrowAnyException();
        assertThat(seen).isEmpty();
    }

    private static Effect.RunStep step() {
        var decision = new Decision(
                1, "g", Trigger.OPERATOR, "EU", "NAM", "nam.example", Instant.EPOCH, "asked for", "me", Map.of());
        return new Effect.RunStep(decision, "restart", 1, Occasion.DECIDED);
    }
}
