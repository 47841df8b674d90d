package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first moments (SPEC §5, Start). */
class StartingTest {
    private final Rules rules = new Rules();

    private static final Optional<Duration> FIRST = Optional.empty();

    private static World start(World w, String env, String region) {
        return w.start(FIRST, Optional.ofNullable(env), Optional.ofNullable(region));
    }

    @Test
    void activeScopeTakesTheFirstAtOnce() {
        rules.scope = GroupRules.Scope.ACTIVE;
        World w = start(new World(rules.build()), null, null);
        assertThat(w.moves()).containsExactly("start null→NAM");
        assertThat(w.begun).singleElement().matches(Effect.RunStep::ensure);
    }

    @Test
    void allScopeTakesTheBestThatIsUpOnceAllWereHeard() {
        World w = new World(rules.build());
        w.set("NAM", Outcome.DOWN);
        start(w, null, null);
        assertThat(w.view().state()).isEqualTo(GroupView.State.STARTING);
        w.passSeconds(2);
        assertThat(w.moves()).containsExactly("start null→EU");
    }

    @Test
    void allScopeWaitsNoLongerThanIntervalAndTimeout() {
        World w = new World(rules.build());
        w.all(Outcome.UNKNOWN).set("APAC", Outcome.UP);
        start(w, null, null).passSeconds(14);
        assertThat(w.moves()).isEmpty();
        w.passSeconds(2);
        assertThat(w.moves()).containsExactly("start null→APAC");
    }

    @Test
    void allUnknownStartsWithTheFirst() {
        World w = new World(rules.build());
        start(w.all(Outcome.UNKNOWN), null, null).passSeconds(16);
        assertThat(w.moves()).containsExactly("start null→NAM");
        assertThat(w.gates()).contains(Gate.STARTUP);
    }

    @Test
    void theEnvFilesRegionIsAdopted() {
        World w = start(new World(rules.build()), "EU", null);
        assertThat(w.moves()).containsExactly("start null→EU");
        assertThat(w.begun).extracting(Effect.RunStep::ensure).containsExactly(true);
    }

    @Test
    void anUnknownEnvRegionIsNone() {
        World w = start(new World(rules.build()), "MARS", null);
        assertThat(w.moves()).isEmpty();
    }

    @Test
    void aStartIsNotVerifiedAndIsNoSwitch() {
        World w = World.settled(rules.build());
        assertThat(w.state.durable().steps())
                .extracting(DurableState.StepProgress::result)
                .containsExactly("done", "done", "skipped");
        assertThat(w.state.durable().verified()).isFalse();
        assertThat(w.state.durable().lastSwitchEnd()).isNull();
        assertThat(w.state.durable().switches()).isEmpty();
    }

    @Test
    void theRegionAskedForComesFirst() {
        World w = start(new World(rules.build()), "NAM", "EU");
        assertThat(w.moves()).containsExactly("start null→EU");
        assertThat(w.state.durable().startRegion()).isEqualTo("EU");
    }

    @Test
    void anotherRegionThanLastTimeIsAnOperatorsDecision() {
        World w = World.settled(rules.build());
        w.set("EU", Outcome.DOWN).passSeconds(300).crash();
        start(w, "NAM", "EU");
        assertThat(w.moves()).endsWith("operator NAM→EU");
        assertThat(w.state.durable().decision().by()).isEqualTo("--region");
        w.passSeconds(60).crash();
        start(w, "EU", "EU");
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void theSameRegionAsLastTimeKeepsState() {
        World w = new World(rules.build());
        start(w, null, "NAM").passSeconds(60);
        w.set("NAM", Outcome.DOWN).passSeconds(300).crash();
        start(w, "EU", "NAM").passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.active()).isEqualTo("EU");
    }

    @Test
    void aRegionFirstNamedWhileItWasActiveWasForgottenAndForcedBackAfterAnOutage() {
        World w = World.settled(rules.build()).crash();
        start(w, "NAM", "NAM").passSeconds(60);
        w.set("NAM", Outcome.DOWN).passSeconds(300).crash();
        start(w, "EU", "NAM").passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void namingTheActiveRegionIsOnlyRemembered() {
        World w = new World(rules.build());
        start(w, null, "NAM").passSeconds(60);
        w.set("NAM", Outcome.DOWN).passSeconds(300).crash();
        start(w, "EU", "EU").passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(w.disk.startRegion()).isEqualTo("EU");
    }

    @Test
    void aCompleteDecisionIsOnlyLookedAt() {
        World w = World.settled(rules.build());
        w.begun.clear();
        w.crash().restart(Duration.ofMinutes(5)).passSeconds(60);
        assertThat(w.moves()).hasSize(1);
        assertThat(w.begun).extracting(Effect.RunStep::step).containsExactly("write-env", "restart");
        assertThat(w.begun).extracting(Effect.RunStep::occasion).containsOnly(Occasion.ENSURED);
        assertThat(w.state.run).isNull();
        assertThat(w.restarts).isZero();
    }

    @Test
    void aUsersOwnStepIsNotRepeatedAtAStart() {
        rules.steps = Rules.steps("drain", "write-env", "restart");
        World w = World.settled(rules.build());
        w.begun.clear();
        w.crash().restart(Duration.ofMinutes(5)).passSeconds(60);
        assertThat(w.begun).extracting(Effect.RunStep::step).containsExactly("write-env", "restart");
    }

    @Test
    void aLookThatFailsHoldsAndIsRepeated() {
        World w = World.settled(rules.build());
        w.crash();
        w.steps.put("restart", World.Behaviour.FAILS);
        w.restart(Duration.ofSeconds(5)).passSeconds(30);
        assertThat(w.gates()).contains(Gate.STEP_FAILED);
        assertThat(w.journal)
                .filteredOn(e -> e.event() == EventKind.STEP_FAILED)
                .noneMatch(Entry::vital);
        w.steps.clear();
        w.passSeconds(60);
        assertThat(w.state.run).isNull();
    }

    @Test
    void aRestartInTheMiddleOfAnOutageGoesOnCounting() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        w.crash().restart(Duration.ofSeconds(8));
        w.passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    /** The good probe that ended the outage may have been lost with the process. */
    @Test
    void whatWasProvenBeforeARestartIsHeardOnceMore() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.set("NAM", Outcome.UP);
        w.crash().restart(Duration.ofSeconds(1));
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(60);
        assertThat(w.state.regions.get("NAM").streak()).isEqualTo(Outcome.UP);
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void aCandidateIsHeardOnceMoreAfterARestart() {
        World w = World.settled(rules.build());
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.all(Outcome.DOWN);
        w.crash().restart(Duration.ofSeconds(1));
        w.ask(new Event.Resume(World.by("ann")));
        w.passSeconds(60);
        assertThat(w.moves()).hasSize(1);
        w.set("APAC", Outcome.UP).passSeconds(100);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
    }

    @Test
    void aLongerRestartCountsAnew() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        w.crash().restart(Duration.ofSeconds(21));
        w.passSeconds(230);
        assertThat(w.moves()).hasSize(1);
        w.passSeconds(40);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void aPausedGroupStartsNothingByItself() {
        World w = new World(rules.build());
        start(w, null, null);
        w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
        w.passSeconds(60);
        assertThat(w.moves()).isEmpty();
        w.ask(new Event.Resume(World.by("ann")));
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void anActiveRegionThatIsConfiguredNoMoreStartsAnew() {
        World w = World.settled(rules.build());
        w.crash();
        rules.regions = Rules.regions("EU", "APAC");
        w.rules = rules.build();
        w.regions.remove("NAM");
        w.envFile = null;
        w.restart(Duration.ofSeconds(5)).passSeconds(5);
        assertThat(w.moves()).endsWith("start null→EU");
        assertThat(w.state.durable().epoch()).isEqualTo(2);
    }

    @Test
    void theFirstEvidenceIsRememberedForGood() {
        World w = World.settled(rules.build());
        w.crash();
        w.kept = null;
        w.restart(Duration.ofHours(1));
        assertThat(w.state.durable().everEvidenced()).containsEntry("NAM", Outcome.UP);
    }

    @Test
    void evidenceKeptBeforeTheDecisionDoesNotCountAgainstTheNewRegion() {
        World w = World.settled(rules.build());
        w.set("EU", Outcome.DOWN).passSeconds(300);
        EvidenceSnapshot early = w.state.evidence(w.now);
        w.ask(new Event.Switch(World.by("ann"), "EU", true));
        w.crash();
        w.kept = early;
        w.restart(Duration.ofSeconds(5)).passSeconds(120);
        assertThat(w.state.regions.get("EU").health()).isNotEqualTo(Outcome.DOWN);
        assertThat(w.moves()).endsWith("operator NAM→EU");
    }
}
