package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a group leaves its active region, and when it does not (SPEC §5; S2, S3, L1). */
class OutageTest {
    private final Rules rules = new Rules();

    @Test
    void needsTheCountAsWellAsTheTime() {
        rules.minFailures = 30;
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(285);
        assertThat(w.active()).isEqualTo("NAM");
        w.passSeconds(20);
        assertThat(w.active()).isEqualTo("EU");
        assertThat(w.decisions().get(1).reason()).contains("30 failed probes");
    }

    @Test
    void flappingAtTheThresholdNeverSwitches() {
        World w = World.settled(rules.build());
        for (int i = 0; i < 10; i++) {
            w.set("NAM", Outcome.DOWN).passSeconds(240);
            w.set("NAM", Outcome.UP).passSeconds(10);
        }
        assertThat(w.moves()).containsExactly("start null→NAM");
    }

    @Test
    void unknownNeitherCountsNorResets() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(120);
        w.set("NAM", Outcome.UNKNOWN).passSeconds(10);
        w.set("NAM", Outcome.DOWN).passSeconds(125);
        assertThat(w.moves()).hasSize(2);
        assertThat(w.decisions().get(1).reason()).contains("25 failed probes");
    }

    @Test
    void unknownForLongClearsTheStreak() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        w.set("NAM", Outcome.UNKNOWN).passSeconds(40);
        assertThat(w.told(EventKind.REGION_UNKNOWN)).hasSize(1);
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        assertThat(w.active()).isEqualTo("NAM");
    }

    @Test
    void anHourOfUnknownIsBlindAndNeverSwitched() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.UNKNOWN).pass(Duration.ofHours(1));
        assertThat(w.moves()).hasSize(1);
        assertThat(w.gates()).contains(Gate.BLIND);
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);
        assertThat(w.view().verdict()).startsWith("Holding on NAM: nothing is known of it");
        assertThat(w.told(EventKind.HOLD)).hasSize(1).allMatch(Notice::loud);
        w.set("NAM", Outcome.UP).passSeconds(60);
        assertThat(w.gates()).doesNotContain(Gate.BLIND);
        assertThat(w.told(EventKind.HOLD_ENDED)).hasSize(1);
    }

    @Test
    void decidesWithinThePromisedTime() {
        for (int second = 0; second < 10; second++) {
            World w = World.settled(rules.build()).passSeconds(second);
            Instant broken = w.now;
            w.set("NAM", Outcome.DOWN).passSeconds(300);
            Duration took = Duration.between(broken, w.decisions().get(1).at());
            assertThat(took).isBetween(Duration.ofSeconds(240), Duration.ofSeconds(255));
        }
    }

    @Test
    void withoutAnOutageTimeAsksTheOthersAtOnceForProof() {
        rules.outage = Duration.ZERO;
        rules.minFailures = 1;
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN);
        Instant broken = w.now;
        w.passSeconds(16);
        assertThat(w.effects).contains(new Effect.ProbeNow(List.of("EU", "APAC")));
        assertThat(w.moves()).hasSize(2);
        assertThat(w.decisions().get(1).at()).isBefore(broken.plusSeconds(15));
    }

    @Test
    void holdsWhenEveryRegionIsDarkAndSaysSoOnce() {
        World w = World.settled(rules.build());
        w.all(Outcome.DOWN).pass(Duration.ofMinutes(20));
        assertThat(w.moves()).hasSize(1);
        assertThat(w.gates()).containsExactly(Gate.NO_CANDIDATE);
        assertThat(w.view().state()).isEqualTo(GroupView.State.HOLDING);
        assertThat(w.told(EventKind.HOLD)).singleElement().matches(Notice::loud);
        w.set("APAC", Outcome.UP).passSeconds(90);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
        assertThat(w.told(EventKind.HOLD_ENDED)).hasSize(1);
    }

    @Test
    void aCandidateHeardBeforeTheOutageBeganIsNoProof() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).set("EU", Outcome.UNKNOWN).set("APAC", Outcome.UNKNOWN);
        w.pass(Duration.ofMinutes(10));
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void aRegionWhoseNewestProbeFailedIsNotChosen() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(231);
        w.set("EU", Outcome.DOWN).passSeconds(30);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
    }

    @Test
    void goesOnToTheThirdBeforeItEverGoesBack() {
        rules.cooldown = Duration.ZERO;
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.set("NAM", Outcome.UP).set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.moves()).endsWith("outage NAM→EU", "outage EU→APAC");
        w.set("APAC", Outcome.DOWN).set("EU", Outcome.UP).passSeconds(300);
        assertThat(w.moves()).endsWith("outage APAC→NAM");
    }

    @Test
    void rolesComeBeforeListOrder() {
        rules.role("EU", Region.Role.LAST_RESORT);
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.active()).isEqualTo("APAC");
    }

    @Test
    void neverMeansNever() {
        rules.role("EU", Region.Role.NEVER).role("APAC", Region.Role.NEVER);
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(600);
        assertThat(w.active()).isEqualTo("NAM");
        assertThat(w.gates()).contains(Gate.NO_CANDIDATE);
    }

    @Test
    void aBadPrimaryLeftLongAgoIsNotAvoided() {
        rules.failback = GroupRules.Failback.NEVER;
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.set("NAM", Outcome.UP).pass(Duration.ofMinutes(31));
        w.set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.moves()).endsWith("outage EU→NAM");
    }

    @Test
    void theChooserPicksAmongTheEligible() {
        World w = World.settled(rules.build());
        w.chooser = c -> Optional.of("APAC");
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.active()).isEqualTo("APAC");
    }

    @Test
    void aChooserThatAnswersNonsenseIsOverruled() {
        World w = World.settled(rules.build());
        w.chooser = c -> Optional.of("NAM");
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.active()).isEqualTo("EU");
    }

    @Test
    void aSilentChooserIsWaitedForOneSecond() {
        World w = World.settled(rules.build());
        w.chooser = c -> Optional.empty();
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        GroupState asked = w.state;
        while (asked.asking == null) {
            w.pass(Duration.ofMillis(1));
            asked = w.state;
        }
        Instant at = asked.asking.at();
        GroupState before = Decider.step(w.rules, asked, new Event.Tick(), at.plusMillis(999))
                .state();
        assertThat(before.durable().epoch()).isEqualTo(1);
        GroupState after = Decider.step(w.rules, asked, new Event.Tick(), at.plusMillis(1000))
                .state();
        assertThat(after.durable().active()).isEqualTo("EU");
        GroupState other = Decider.step(w.rules, asked, new Event.Chosen(99, Optional.of("APAC")), at)
                .state();
        assertThat(other.durable().epoch()).isEqualTo(1);
    }

    @Test
    void anOutageThatEndsWhileChoosingIsForgotten() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        while (w.state.asking == null) {
            w.pass(Duration.ofMillis(1));
        }
        Instant at = w.state.asking.at().plusMillis(2);
        Event up = new Event.Probed(World.result("NAM", Via.PROBE_URL, Outcome.UP, at, at));
        GroupState up2 = Decider.step(w.rules, w.state, up, at).state();
        Event answer = new Event.Chosen(w.state.asking.ticket(), Optional.of("EU"));
        GroupState then = Decider.step(w.rules, up2, answer, at.plusMillis(1)).state();
        assertThat(then.durable().epoch()).isEqualTo(1);
        assertThat(then.asking).isNull();
    }

    @Test
    void oneRegionHasNowhereToGo() {
        rules.regions = Rules.regions("ONLY");
        World w = World.settled(rules.build());
        w.set("ONLY", Outcome.DOWN).pass(Duration.ofMinutes(10));
        assertThat(w.moves()).hasSize(1);
        assertThat(w.gates()).containsExactly(Gate.SINGLE_REGION);
    }

    @Test
    void rotatesAlongTheListWhenConfigured() {
        rules.allDown = GroupRules.AllDown.ROTATE;
        rules.role("EU", Region.Role.NEVER);
        World w = World.settled(rules.build());
        w.all(Outcome.DOWN).passSeconds(270);
        assertThat(w.moves()).endsWith("outage NAM→APAC");
        assertThat(w.effects).noneMatch(e -> e instanceof Effect.Choose);
    }

    @Test
    void rotatesOnlyWithAGoodCanaryWhereThereIsOne() {
        rules.allDown = GroupRules.AllDown.ROTATE;
        rules.canary = true;
        World w = World.settled(rules.build());
        w.all(Outcome.DOWN).pass(Duration.ofMinutes(10));
        assertThat(w.moves()).hasSize(1);
        w.canaryUp = true;
        w.passSeconds(20);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void brownOutRuleNeedsAWholeWindow() {
        rules.failureRatio = Optional.of(new GroupRules.FailureRatio(60, Duration.ofMinutes(10)));
        World w = World.settled(rules.build());
        int i = 0;
        while (w.active().equals("NAM") && i < 200) {
            w.set("NAM", i % 4 == 0 ? Outcome.UP : Outcome.DOWN).passSeconds(10);
            i++;
        }
        assertThat(w.moves()).endsWith("outage NAM→EU");
        assertThat(i).isBetween(45, 65);
        // Not the streak of the moment, which is three probes long and no reason for anything.
        assertThat(w.state.durable().decision().reason()).matches("NAM failed 3[0-9] of 6[0-9] probes in 10 min");
    }

    @Test
    void brownOutBelowTheRatioStays() {
        rules.failureRatio = Optional.of(new GroupRules.FailureRatio(80, Duration.ofMinutes(10)));
        World w = World.settled(rules.build());
        for (int i = 0; i < 200; i++) {
            w.set("NAM", i % 4 == 0 ? Outcome.UP : Outcome.DOWN).passSeconds(10);
        }
        assertThat(w.moves()).hasSize(1);
    }

    @Test
    void aGapClearsTheEvidence() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(230);
        w.feed(new Event.Gap());
        assertThat(w.gates()).contains(Gate.STARTUP);
        w.passSeconds(230);
        assertThat(w.moves()).hasSize(1);
        w.passSeconds(30);
        assertThat(w.moves()).hasSize(2);
    }

    @Test
    void aProbeThatBeganBeforeAGapIsNoEvidence() {
        World w = World.settled(rules.build());
        Instant before = w.now;
        w.pass(Duration.ofMillis(100));
        w.feed(new Event.Gap());
        w.feed(new Event.Probed(World.result("NAM", Via.PROBE_URL, Outcome.DOWN, before, w.now)));
        assertThat(w.state.regions.get("NAM").streak()).isNull();
    }

    @Test
    void lateAndRepeatedResultsAreIgnored() {
        World w = World.settled(rules.build());
        RegionHealth known = w.state.regions.get("NAM");
        Instant newest = known.lastEvidence();
        w.feed(new Event.Probed(World.result("NAM", Via.PROBE_URL, Outcome.DOWN, newest.minusSeconds(3), newest)));
        w.feed(new Event.Probed(
                World.result("NAM", Via.PROBE_URL, Outcome.DOWN, newest.minusSeconds(3), newest.minusSeconds(1))));
        w.feed(new Event.Probed(World.result("NOWHERE", Via.PROBE_URL, Outcome.DOWN, w.now, w.now)));
        assertThat(w.state.regions.get("NAM")).isEqualTo(known);
    }

    @Test
    void tellsTheStoryOfAFailingRegion() {
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.told(EventKind.PROBE_FAILED)).hasSize(1);
        assertThat(w.told(EventKind.REGION_DEGRADED)).hasSize(1);
        assertThat(w.told(EventKind.REGION_DOWN)).hasSize(1);
        assertThat(w.told(EventKind.DECISION)).singleElement().matches(Notice::loud);
        w.set("NAM", Outcome.UP).passSeconds(80);
        assertThat(w.told(EventKind.REGION_UP)).hasSize(1);
    }

    @Test
    void recoveryNeedsTimeAndCount() {
        World w = World.settled(rules.build());
        w.set("EU", Outcome.DOWN).passSeconds(260);
        w.set("EU", Outcome.UP).passSeconds(55);
        assertThat(w.state.regions.get("EU").health()).isEqualTo(Outcome.DOWN);
        w.passSeconds(20);
        assertThat(w.state.regions.get("EU").health()).isEqualTo(Outcome.UP);
        assertThat(w.state.durable().everEvidenced()).containsAllEntriesOf(Map.of("EU", Outcome.UP));
    }

    @Test
    void timeNeverGoesBack() {
        World w = World.settled(rules.build());
        GroupState before = w.state;
        GroupState after = Decider.step(w.rules, before, new Event.Tick(), w.now.minusSeconds(600))
                .state();
        assertThat(after.watch.now()).isEqualTo(before.watch.now());
    }

    @Test
    void asksForTheDecidingProbeInsteadOfWaitingForTheSchedule() {
        rules.outage = Duration.ofSeconds(95);
        World w = World.settled(rules.build());
        w.set("NAM", Outcome.DOWN).passSeconds(200);
        Instant first = w.decisions().get(1).at();
        assertThat(w.decisions().get(1).reason()).contains("1 min 35 s");
        assertThat(first).isBefore(World.BEGIN.plusSeconds(120 + 10 + 95 + 2));
        assertThat(w.effects.stream().filter(e -> e.equals(new Effect.ProbeNow(List.of("NAM")))))
                .hasSize(2);
    }

    @Test
    void aRegionThatHangsWasDownFromTheStartOfItsFirstFailedProbe() {
        rules.outage = Duration.ofSeconds(20);
        rules.minFailures = 2;
        GroupRules r = rules.build();
        World w = World.settled(r);
        Instant sent = w.now;
        GroupState state = w.state;
        for (int probe = 0; probe < 3; probe++) {
            Instant startedAt = sent.plus(r.interval().multipliedBy(probe));
            Instant endedAt = startedAt.plus(r.timeout());
            state = heard(r, state, "NAM", Outcome.DOWN, startedAt, endedAt);
            state = heard(r, state, "EU", Outcome.UP, endedAt, endedAt);
        }
        RegionHealth nam = state.regions.get("NAM");
        assertThat(nam.span()).isEqualTo(r.interval().multipliedBy(2).plus(r.timeout()));
        assertThat(nam.health()).isEqualTo(Outcome.DOWN);
        assertThat(nam.streakHeard()).isEqualTo(sent.plus(r.timeout()));
    }

    private static GroupState heard(
            GroupRules r, GroupState state, String region, Outcome outcome, Instant startedAt, Instant endedAt) {
        ProbeResult result = new ProbeResult(
                r.name(), region, Via.PROBE_URL, outcome, Phase.HTTP, null, null, startedAt, endedAt, "heard", null);
        return Decider.step(r, state, new Event.Probed(result), endedAt).state();
    }
}
