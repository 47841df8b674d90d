package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the fault is on our side (SPEC §4, isolated). */
class IsolationTest {
    private final Rules rules = new Rules();
    private final World w;

    IsolationTest() {
        rules.canary = true;
        w = new World(rules.build());
        w.canaryUp = true;
        w.envFile = "NAM";
        w.start(Optional.empty(), Optional.of("NAM"), Optional.empty()).passSeconds(120);
        w.notices.clear();
    }

    private void cutOff() {
        w.canaryUp = false;
        w.all(Outcome.DOWN);
    }

    @Test
    void holdsAndSaysSo() {
        cutOff();
        w.pass(Duration.ofMinutes(20));
        assertThat(w.view().isolated()).isTrue();
        assertThat(w.gates()).contains(Gate.ISOLATED);
        assertThat(w.moves()).hasSize(1);
        assertThat(w.told(EventKind.ISOLATED)).singleElement().matches(Notice::loud);
        assertThat(w.view().verdict()).startsWith("Isolated");
    }

    @Test
    void leavingStartsTheStreaksAtZero() {
        cutOff();
        w.pass(Duration.ofMinutes(20));
        w.canaryUp = true;
        w.set("EU", Outcome.UP).set("APAC", Outcome.UP).passSeconds(230);
        assertThat(w.view().isolated()).isFalse();
        assertThat(w.told(EventKind.ISOLATED_END)).hasSize(1);
        assertThat(w.moves()).hasSize(1);
        w.passSeconds(40);
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void aRegionThatAnswersEndsItAndCounts() {
        cutOff();
        w.pass(Duration.ofMinutes(5));
        w.set("EU", Outcome.UP).passSeconds(11);
        assertThat(w.view().isolated()).isFalse();
        assertThat(w.state.regions.get("EU").streak()).isEqualTo(Outcome.UP);
        w.passSeconds(60);
        assertThat(w.told(EventKind.ISOLATED)).hasSize(1);
    }

    @Test
    void aRealOutageOfTheActiveOneIsNoIsolation() {
        w.canaryUp = false;
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().isolated()).isFalse();
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void healthThatWentDownSinceTheCanarysLastSuccessIsRolledBack() {
        rules.outage = Duration.ofSeconds(5);
        w.rules = rules.build();
        Instant lastUp = w.state.canary.lastUp();
        RegionHealth before = w.state.regions.get("EU");
        w.set("EU", Outcome.DOWN).passSeconds(1);
        cutOff();
        w.passSeconds(40);
        assertThat(w.view().isolated()).isTrue();
        assertThat(lastUp).isNotNull();
        assertThat(w.state.regions.get("EU").health()).isNotEqualTo(Outcome.DOWN);
        assertThat(w.state.durable().everEvidenced()).containsEntry("EU", Outcome.UP);
        assertThat(before.health()).isEqualTo(Outcome.UP);
    }

    @Test
    void anOutageFromBeforeIsNotTakenUpWithoutANewOne() {
        w.set("EU", Outcome.DOWN)
                .set("APAC", Outcome.DOWN)
                .set("NAM", Outcome.DOWN)
                .passSeconds(300);
        assertThat(w.gates()).contains(Gate.NO_CANDIDATE);
        w.canaryUp = false;
        w.passSeconds(60);
        assertThat(w.view().isolated()).isTrue();
        w.canaryUp = true;
        w.set("EU", Outcome.UP).passSeconds(200);
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void nothingIsStartedForADecisionWhileIsolated() {
        w.stepTakes = Duration.ofSeconds(25);
        w.set("NAM", Outcome.DOWN);
        while (w.state.durable().epoch() < 2) {
            w.pass(Duration.ofMillis(10));
        }
        cutOff();
        w.pass(Duration.ofMinutes(3));
        assertThat(w.begun).extracting(Effect.RunStep::step).endsWith("write-env");
        w.canaryUp = true;
        w.set("EU", Outcome.UP).pass(Duration.ofMinutes(3));
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.moves()).endsWith("outage NAM→EU");
    }

    @Test
    void staleCanariesProveNothing() {
        w.canaryUp = null;
        w.all(Outcome.DOWN).passSeconds(120);
        assertThat(w.view().isolated()).isFalse();
    }

    @Test
    void lateCanaryRoundsAreIgnored() {
        Instant newest = w.state.canary.lastRound();
        w.feed(new Event.CanaryProbed(false, newest.minusSeconds(9), newest.minusSeconds(1)));
        assertThat(w.state.canary.up()).isTrue();
        w.feed(new Event.Gap());
        w.feed(new Event.CanaryProbed(true, w.now.minusSeconds(1), w.now.plusSeconds(1)));
        assertThat(w.state.canary.lastRound()).isNull();
    }
}
