package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first step is put off by chance, so that a fleet of controllers does not restart everything at once. */
class ActDelayTest {
    private final Rules rules = new Rules();

    private World deciding(int mostSeconds, int chosenSeconds) {
        rules.actDelay = Duration.ofSeconds(mostSeconds);
        World w = World.settled(rules.build());
        w.dice = most -> Duration.ofSeconds(chosenSeconds);
        w.begun.clear();
        w.effects.clear();
        w.notices.clear();
        w.set("NAM", Outcome.DOWN);
        Instant bound = w.now.plusSeconds(600);
        while (w.state.durable().epoch() < 2 && w.now.isBefore(bound)) {
            w.pass(Duration.ofMillis(10));
        }
        w.pass(Duration.ofMillis(20));
        return w;
    }

    private static List<String> begun(World w) {
        return w.begun.stream().map(r -> r.decision().epoch() + " " + r.step()).toList();
    }

    @Test
    void theFirstStepWaitsAndIsSeenToWait() {
        World w = deciding(60, 40);
        w.passSeconds(10);
        assertThat(w.begun).isEmpty();
        assertThat(w.view().state()).isEqualTo(GroupView.State.ACTING);
        assertThat(w.view().gates())
                .filteredOn(g -> g.gate() == Gate.IN_PROGRESS)
                .singleElement()
                .satisfies(g -> assertThat(g.text())
                        .matches("epoch 2 is being carried out: write-env, put off for (29|30) s \\(act-delay\\)"));
        assertThat(w.told(EventKind.DECISION))
                .extracting(Notice::message)
                .contains("epoch 2 waits 40 s before its first step (act-delay 1 min)");
        w.passSeconds(29);
        assertThat(w.begun).isEmpty();
        w.passSeconds(2);
        assertThat(begun(w)).containsExactly("2 write-env");
        w.passSeconds(120);
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void aChoiceBeyondTheBoundsIsCutToThem() {
        World w = deciding(20, 4000);
        w.passSeconds(22);
        assertThat(begun(w)).contains("2 write-env");
        World early = deciding(20, -5);
        early.passSeconds(1);
        assertThat(begun(early)).contains("2 write-env");
    }

    @Test
    void diceThatNobodyRollsDoNotHoldTheStepsUp() {
        rules.actDelay = Duration.ofSeconds(60);
        GroupRules built = rules.build();
        World w = World.settled(built);
        w.set("NAM", Outcome.DOWN);
        GroupState asked = null;
        w.dice = most -> {
            throw new AssertionError("not reached");
        };
        Instant bound = w.now.plusSeconds(600);
        while (w.state.durable().epoch() < 2 && w.now.isBefore(bound)) {
            w.pass(Duration.ofMillis(1));
        }
        asked = w.state;
        Transition early = Decider.step(built, asked, new Event.Tick(), w.now.plusMillis(500));
        assertThat(early.effects()).noneMatch(e -> e instanceof Effect.RunStep);
        Transition late = Decider.step(built, asked, new Event.Tick(), w.now.plusMillis(1100));
        assertThat(late.effects()).anyMatch(e -> e instanceof Effect.RunStep);
    }

    @Test
    void aNewerDecisionEndsIt() {
        World w = deciding(60, 60);
        w.ask(new Event.Switch(World.by("ann"), "APAC", false));
        w.passSeconds(30);
        assertThat(begun(w)).doesNotContain("2 write-env").contains("3 write-env", "3 restart");
        assertThat(w.application).isEqualTo("APAC");
    }

    @Test
    void aCandidateThatDiesMeanwhileIsGivenUp() {
        World w = deciding(60, 50);
        w.set("EU", Outcome.DOWN);
        w.passSeconds(200);
        assertThat(w.moves()).endsWith("outage NAM→EU", "outage NAM→APAC");
        assertThat(w.restarts).isEqualTo(1);
        assertThat(w.application).isEqualTo("APAC");
    }

    @Test
    void afterARestartOnlyTheRemainderIsLeft() {
        World w = deciding(60, 60);
        w.passSeconds(10);
        List<Duration> asked = new java.util.ArrayList<>();
        w.dice = most -> {
            asked.add(most);
            return most;
        };
        w.crash().restart(Duration.ofSeconds(20));
        w.passSeconds(5);
        assertThat(w.begun).isEmpty();
        assertThat(asked).singleElement().satisfies(most -> assertThat(most)
                .isBetween(Duration.ofSeconds(28), Duration.ofSeconds(31)));
        w.passSeconds(27);
        assertThat(begun(w)).contains("2 write-env");
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void whatHadBegunIsNotPutOffAgain() {
        World w = deciding(60, 1);
        w.steps.put("restart", World.Behaviour.HANGS);
        w.passSeconds(8);
        assertThat(begun(w)).containsExactly("2 write-env", "2 restart");
        w.steps.clear();
        w.crash().restart(Duration.ofSeconds(2));
        w.passSeconds(10);
        assertThat(begun(w)).containsExactly("2 write-env", "2 restart", "2 write-env", "2 restart", "2 verify");
    }

    @Test
    void anOperatorDoesNotWait() {
        rules.actDelay = Duration.ofSeconds(60);
        World w = World.settled(rules.build());
        w.begun.clear();
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.passSeconds(5);
        assertThat(begun(w)).contains("2 restart");
    }
}
