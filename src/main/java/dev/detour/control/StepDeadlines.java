package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.GroupRules.StepRule;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** How long one attempt of a step may take before its thread is interrupted: the limit that its rule names. */
final class StepDeadlines {
    private StepDeadlines() {}

    static Function<String, Duration> of(Supplier<Settings.Group> group) {
        return name -> group.get().rules().steps().stream()
                .filter(step -> step.name().equals(name))
                .map(StepRule::limit)
                .findFirst()
                .orElse(Duration.ofMinutes(1));
    }
}
