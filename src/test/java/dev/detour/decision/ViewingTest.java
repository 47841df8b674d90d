package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people and machines are shown (SPEC §8). */
class ViewingTest {
    private final Rules rules = new Rules();
    private final World w = World.settled(rules.build());

    private GroupView.RegionView region(String name) {
        return w.view().regions().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allIsWell() {
        GroupView v = w.view();
        assertThat(v.state()).isEqualTo(GroupView.State.STEADY);
        assertThat(v.verdict()).isEqualTo("All well: NAM active since {at:2026-11-20T08:00:00Z}.");
        assertThat(v.target()).isEqualTo("cloud.nam.ext.com");
        assertThat(v.since()).isEqualTo(World.BEGIN);
        assertThat(v.notReady()).isEmpty();
        assertThat(v.gates()).isEmpty();
    }

    /** It said that all was well for as long as an outage has to last: four minutes. */
    @Test
    void notAllIsWellWhileTheActiveRegionFails() {
        w.set("NAM", Outcome.DOWN).passSeconds(30);
        assertThat(w.view().state()).isEqualTo(GroupView.State.STEADY);
        assertThat(w.view().verdict())
                .matches("NAM active since \\{at:2026-11-20T08:00:00Z}, "
                        + "but it fails since \\{at:2026-11-20T08:02:0[^}]+}; not DOWN yet\\.");
        w.set("NAM", Outcome.UP).passSeconds(30);
        assertThat(w.view().verdict()).startsWith("All well: NAM active");
    }

    @Test
    void aSwitchIsExplainedInOneSentence() {
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().verdict())
                .matches("EU since \\{at:[^}]+}, automatic: NAM was down for 4 min \\(26 failed probes\\)\\.");
        assertThat(w.state.durable().decision().evidence()).containsEntry("NAM", "DOWN 26x 240 s");
    }

    @Test
    void sinceIsWhenItWasDecided() {
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().since()).isEqualTo(w.state.durable().decision().at());
        assertThat(w.view().since()).isAfter(World.BEGIN);
    }

    @Test
    void anAdoptedRegionIsActiveSinceTheStartAndNothingSinceNever() {
        World fresh = new World(rules.build());
        assertThat(fresh.view().since()).isNull();
    }

    @Test
    void withNobodyElseUpNoFailoverIsReady() {
        w.set("EU", Outcome.DOWN).set("APAC", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().notReady()).containsExactly("no-candidate: no other region is known to be UP");
    }

    @Test
    void whatCannotBeVerifiedAndWhatKeepsFailingIsSaid() {
        w.steps.put("write-env", World.Behaviour.FAILS);
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().verdict()).contains("step write-env keeps failing: it broke");
    }

    @Test
    void aNoteCarriesWhatIsKnownOfItsRegionAndOfTheActiveOne() {
        w.set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.journal)
                .filteredOn(e -> e.event() == EventKind.REGION_DOWN && "EU".equals(e.region()))
                .singleElement()
                .satisfies(e -> assertThat(e.evidence()).containsOnlyKeys("EU", "NAM"));
    }

    @Test
    void anOutageThatHoldsSaysWhy() {
        w.all(Outcome.DOWN).passSeconds(300);
        assertThat(w.view().verdict()).matches("Outage: NAM is DOWN since \\{at:[^}]+}; holding: no-candidate\\.");
    }

    @Test
    void theWayToDownIsCounted() {
        w.set("NAM", Outcome.DOWN).passSeconds(10);
        GroupView.RegionView r = region("NAM");
        assertThat(r.streak()).isEqualTo(Outcome.DOWN);
        assertThat(r.failuresToDown()).isEqualTo(2);
        assertThat(r.timeToDown()).isBetween(Duration.ofSeconds(230), Duration.ofSeconds(240));
        assertThat(r.successesToUp()).isZero();
        assertThat(r.why()).isEqualTo("it is active");
        w.passSeconds(290);
        assertThat(region("NAM").failuresToDown()).isZero();
        assertThat(region("NAM").timeToDown()).isEqualTo(Duration.ZERO);
        assertThat(region("NAM").successesToUp()).isEqualTo(3);
        assertThat(region("NAM").timeToUp()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void eachRegionSaysWhyItIsNotEligible() {
        assertThat(region("EU").eligible()).isTrue();
        assertThat(region("EU").why()).isEmpty();
        w.set("EU", Outcome.DOWN).passSeconds(11);
        assertThat(region("EU").why()).isEqualTo("its newest probe did not succeed");
        w.passSeconds(300);
        assertThat(region("EU").why()).isEqualTo("it is DOWN");
    }

    @Test
    void explainsWhatWouldHappen() {
        Explanation e = Decider.explain(w.rules, w.state, w.now);
        assertThat(e.wouldDo()).isEqualTo("nothing");
        assertThat(e.to()).isNull();
        assertThat(e.gates()).hasSize(Gate.values().length).noneMatch(GroupView.GateView::holds);
        assertThat(e.whatIf())
                .containsExactly(
                        new Explanation.WhatIf("NAM", "switch to EU"),
                        new Explanation.WhatIf("EU", "nothing"),
                        new Explanation.WhatIf("APAC", "nothing"));
    }

    @Test
    void explainsAHold() {
        w.ask(new Event.Pause(World.by("ann"), Optional.of(Duration.ofHours(1))));
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        Explanation e = Decider.explain(w.rules, w.state, w.now);
        assertThat(e.wouldDo()).isEqualTo("hold");
        assertThat(e.to()).isEqualTo("EU");
        assertThat(e.gates().get(0)).matches(g -> g.gate() == Gate.PAUSED && g.holds());
        assertThat(e.gates().get(0).text()).isEqualTo("paused by ann, 55 min left");
        assertThat(e.whatIf().get(0).then()).startsWith("hold: paused by ann");
    }

    @Test
    void explainsAnImminentSwitch() {
        w.chooser = c -> Optional.empty();
        w.set("NAM", Outcome.DOWN);
        while (w.state.asking == null) {
            w.pass(Duration.ofMillis(1));
        }
        Explanation e = Decider.explain(w.rules, w.state, w.now);
        assertThat(e.wouldDo()).isEqualTo("switch");
        assertThat(e.to()).isEqualTo("EU");
        assertThat(w.view().state()).isEqualTo(GroupView.State.OUTAGE);
    }

    @Test
    void showsActingAndVerifying() {
        w.set("NAM", Outcome.DOWN);
        while (w.state.durable().epoch() < 2) {
            w.pass(Duration.ofMillis(10));
        }
        assertThat(w.view().state()).isEqualTo(GroupView.State.ACTING);
        assertThat(w.view().verdict()).isEqualTo("Switching to EU: step write-env of epoch 2.");
        assertThat(w.view().gates()).extracting(GroupView.GateView::gate).containsExactly(Gate.IN_PROGRESS);
        w.pass(Duration.ofMillis(4100));
        assertThat(w.view().state()).isEqualTo(GroupView.State.VERIFYING);
        assertThat(w.view().verdict()).isEqualTo("Switched to EU, checking that it works.");
    }

    @Test
    void lookingAheadInTimeSeesWhatWillHaveExpired() {
        w.ask(new Event.Pause(World.by("ann"), Optional.of(Duration.ofMinutes(1))));
        assertThat(Decider.view(w.rules, w.state, w.now.plusSeconds(61)).paused())
                .isNull();
        assertThat(Decider.view(w.rules, w.state, w.now.plusSeconds(61)).regions())
                .allMatch(r -> r.health() == Outcome.UNKNOWN);
        assertThat(w.state.durable().paused()).isNotNull();
    }

    @Test
    void spansAreWrittenForPeople() {
        assertThat(Words.span(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(Words.span(Duration.ofSeconds(1))).isEqualTo("1 s");
        assertThat(Words.span(Duration.ofSeconds(243))).isEqualTo("4 min 3 s");
        assertThat(Words.span(Duration.ofSeconds(240))).isEqualTo("4 min");
        assertThat(Words.span(Duration.ofHours(1).plusMinutes(5))).isEqualTo("1 h 5 min");
        assertThat(Words.span(Duration.ofHours(2))).isEqualTo("2 h");
    }

    @Test
    void beforeTheStartItIsStarting() {
        World fresh = new World(rules.build());
        assertThat(fresh.view().state()).isEqualTo(GroupView.State.STARTING);
        assertThat(fresh.view().verdict()).isEqualTo("Starting: no region is active yet.");
        assertThat(fresh.view().since()).isNull();
        assertThat(fresh.view().target()).isNull();
    }

    @Test
    void theKeptEvidenceIsTheWholeEvidence() {
        EvidenceSnapshot kept = w.state.evidence(w.now);
        GroupState again = GroupState.restored(w.rules, w.state.durable(), Optional.of(kept), w.now);
        assertThat(again.evidence(w.now)).isEqualTo(kept);
        assertThat(kept.regions()).containsOnlyKeys("NAM", "EU", "APAC");
        assertThat(kept.regions().get("NAM").count()).isGreaterThan(10);
    }
}
