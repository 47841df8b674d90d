package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.Effect;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupRules.AllDown;
import dev.detour.decision.GroupRules.Failback;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.OnFailure;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.GroupRules.StepRule;
import dev.detour.decision.Notice;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DryRunTest {
    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private final List<Trigger> asked = new ArrayList<>();
    private final Routes routes = new Routes() {
        @Override
        public void step(Effect.RunStep step) {
            throw new AssertionError("a dry run runs no step");
        }

        @Override
        public Optional<String> choose(String group, String how, Effect.Choose choose) {
            assertThat(how).as("the user's own choose route is not called").isEqualTo("order");
            asked.add(choose.trigger());
            return Optional.of(choose.eligible().get(0).name());
        }

        @Override
        public void tell(String name, Notice notice) {
            throw new AssertionError("a dry run tells nobody");
        }
    };

    @Test
    void comesToTheChoiceOfAnOutageWithTheDefaults() throws Exception {
        new DryRun(rules(Mode.AUTO, Duration.ofMinutes(4)), routes, START).play();
        assertThat(asked).contains(Trigger.OUTAGE);
    }

    @Test
    void endsWithAnOutageThatTakesForever() throws Exception {
        new DryRun(rules(Mode.AUTO, Duration.ofDays(365)), routes, START).play();
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void endsInEveryMode(Mode mode) throws Exception {
        new DryRun(rules(mode, Duration.ZERO), routes, START).play();
        assertThat(asked).hasSizeLessThan(101);
    }

    static GroupRules rules(Mode mode, Duration outage) {
        return new GroupRules(
                "shop",
                mode,
                Scope.ALL,
                List.of(
                        new Region("NAM", "nam.example.com", Region.Role.PREFERRED),
                        new Region("EU", "eu.example.com", Region.Role.PREFERRED)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                outage,
                3,
                Optional.empty(),
                Duration.ofMinutes(1),
                3,
                Duration.ofMinutes(4),
                3,
                Duration.ofHours(1),
                AllDown.HOLD,
                "route:mine",
                Failback.MANUAL,
                Duration.ofMinutes(30),
                List.of(new StepRule("write-env", Duration.ofSeconds(60), 2, OnFailure.ABORT)),
                Duration.ofMinutes(2),
                2,
                false,
                Duration.ZERO);
    }
}
