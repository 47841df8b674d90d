package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.GroupRules.StepRule;
import java.time.Duration;
import java.util.function.Function;

/**
 * How long one attempt of a step may take before its thread is interrupted. A restart keeps its own, finer deadlines
 * (per program, and never less than supervisord itself waits); here it only gets a bound that none of them reaches.
 */
final class StepDeadlines {
    private static final Duration RESTART_BACKSTOP = Duration.ofMinutes(10);

    private StepDeadlines() {}

    static Function<String, Duration> of(Settings.Group group) {
        return name -> group.rules().steps().stream()
                .filter(step -> step.name().equals(name))
                .map(step -> total(step, group.restart()))
                .findFirst()
                .orElse(Duration.ofMinutes(1));
    }

    private static Duration total(StepRule step, Settings.Restart restart) {
        if (step.name().equals("restart") && restart instanceof Settings.Restart.Supervisor supervisor) {
            return step.timeout()
                    .multipliedBy(2L * Math.max(1, supervisor.programs().size()))
                    .plus(RESTART_BACKSTOP);
        }
        return step.name().equals("restart") ? step.timeout().plusSeconds(10) : step.timeout();
    }
}
