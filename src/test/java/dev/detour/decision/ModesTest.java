package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Groups that may not act by themselves (SPEC §3, mode). */
class ModesTest {
    private final Rules rules = new Rules();

    private World approving() {
        rules.mode = GroupRules.Mode.APPROVE;
        World w = new World(rules.build());
        w.start(Optional.empty(), Optional.of("NAM"), Optional.empty()).passSeconds(60);
        return w;
    }

    private World observing() {
        rules.mode = GroupRules.Mode.OBSERVE;
        World w = new World(rules.build());
        w.start(Optional.empty(), Optional.empty(), Optional.empty()).passSeconds(60);
        return w;
    }

    @Test
    void observingTouchesNothingAndTellsOncePerOutage() {
        World w = observing();
        assertThat(w.active()).isEqualTo("NAM");
        w.set("NAM", Outcome.DOWN).pass(Duration.ofMinutes(20));
        assertThat(w.told(EventKind.DECISION))
                .singleElement()
                .matches(n -> n.message().startsWith("would have switched from NAM to EU") && !n.loud());
        w.set("NAM", Outcome.UP).passSeconds(120);
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.told(EventKind.DECISION)).hasSize(2);
        assertThat(w.begun).isEmpty();
        assertThat(w.state.durable().epoch()).isZero();
        assertThat(w.journal).noneMatch(Entry::vital);
        assertThat(w.told(EventKind.HOLD)).isEmpty();
    }

    @Test
    void observingRefusesToAct() {
        World w = observing();
        assertThat(w.ask(new Event.Switch(World.by("ann"), "EU", true))).isInstanceOf(Reply.Refused.class);
        assertThat(w.ask(new Event.Reapply(World.by("ann")))).isInstanceOf(Reply.Refused.class);
        assertThat(w.ask(new Event.Approve(World.by("ann"), 1))).isInstanceOf(Reply.Refused.class);
        assertThat(w.ask(new Event.Pin(World.by("ann"), "EU", Optional.empty(), true)))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void observingAdoptsTheEnvFilesRegion() {
        rules.mode = GroupRules.Mode.OBSERVE;
        World w = new World(rules.build());
        w.start(Optional.empty(), Optional.of("APAC"), Optional.empty());
        assertThat(w.active()).isEqualTo("APAC");
    }

    @Test
    void isolationTakesNothingFromAnObserver() {
        rules.canary = true;
        World w = observing();
        w.canaryUp = true;
        w.passSeconds(30);
        w.canaryUp = false;
        w.all(Outcome.DOWN).passSeconds(300);
        assertThat(w.view().isolated()).isTrue();
        assertThat(w.state.durable().everEvidenced().values()).containsOnly(Outcome.DOWN);
        w.canaryUp = true;
        w.passSeconds(20);
        assertThat(w.state.regions.get("EU").health()).isEqualTo(Outcome.DOWN);
    }

    @Test
    void observingAfterAnAutomaticLifeFinishesNothing() {
        World w = World.settled(rules.build());
        w.steps.put("restart", World.Behaviour.HANGS);
        w.set("NAM", Outcome.DOWN).passSeconds(260).crash();
        rules.mode = GroupRules.Mode.OBSERVE;
        w.rules = rules.build();
        w.begun.clear();
        w.restart(Duration.ofSeconds(5)).passSeconds(60);
        assertThat(w.begun).isEmpty();
        assertThat(w.active()).isEqualTo("EU");
    }

    @Test
    void approveStartsWithoutTouchingAnything() {
        World w = approving();
        assertThat(w.active()).isEqualTo("NAM");
        assertThat(w.begun).isEmpty();
        assertThat(w.state.durable().epoch()).isZero();
        assertThat(w.gates()).containsExactly(Gate.APPROVAL);
    }

    @Test
    void proposesOnceAndWaits() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).pass(Duration.ofMinutes(20));
        GroupView.Proposal p = w.view().proposal();
        assertThat(p.epoch()).isEqualTo(1);
        assertThat(p.to()).isEqualTo("EU");
        assertThat(w.told(EventKind.APPROVAL)).singleElement().matches(Notice::loud);
        assertThat(w.view().verdict()).contains("approve 1");
        assertThat(w.moves()).isEmpty();
    }

    @Test
    void whatIsProposedIsWhatTheChooseRoutePicks() {
        World w = approving();
        w.chooser = choose -> Optional.of("APAC");
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.view().proposal().to()).isEqualTo("APAC");
        w.ask(new Event.Approve(World.by("ann"), 1));
        assertThat(w.moves()).containsExactly("outage NAM→APAC");
    }

    @Test
    void aYesCommitsWhatWasShown() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.ask(new Event.Approve(World.by("ann"), 1))).isInstanceOf(Reply.Accepted.class);
        assertThat(w.moves()).containsExactly("outage NAM→EU");
        assertThat(w.state.durable().decision().by()).isEqualTo("ann");
        assertThat(w.state.durable().decision().reason()).endsWith("failed probes); approved by ann: because");
        assertThat(w.view().proposal()).isNull();
        w.passSeconds(60);
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
    }

    @Test
    void aYesToWhatIsGoneIsRefused() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(((Reply.Refused) w.ask(new Event.Approve(World.by("ann"), 9))).why())
                .isEqualTo(Reply.Why.MOVED_ON);
        w.set("NAM", Outcome.UP).passSeconds(20);
        assertThat(w.view().proposal()).isNull();
        assertThat(((Reply.Refused) w.ask(new Event.Approve(World.by("ann"), 1))).why())
                .isEqualTo(Reply.Why.MOVED_ON);
    }

    @Test
    void aProposalWhoseRegionDiesIsReplaced() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.set("EU", Outcome.DOWN).passSeconds(20);
        assertThat(w.view().proposal().to()).isEqualTo("APAC");
        assertThat(w.told(EventKind.APPROVAL)).hasSize(2);
        assertThat(w.ask(new Event.Approve(World.by("ann"), 1))).isInstanceOf(Reply.Accepted.class);
        assertThat(w.active()).isEqualTo("APAC");
    }

    @Test
    void aDryYesOnlySays() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        Event.Asked dry = new Event.Asked("ann", Optional.empty(), Optional.empty(), true);
        assertThat(((Reply.Accepted) w.ask(new Event.Approve(dry, 1))).text()).isEqualTo("would switch to EU");
        assertThat(w.moves()).isEmpty();
    }

    @Test
    void inApproveAFailedVerifyDoesNotMoveOn() {
        World w = approving();
        w.steps.put("verify", World.Behaviour.FAILS);
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.ask(new Event.Approve(World.by("ann"), 1));
        w.passSeconds(120);
        assertThat(w.moves()).hasSize(1);
        assertThat(w.gates()).contains(Gate.VERIFY_FAILED);
    }

    @Test
    void anApprovedDecisionIsFinishedAfterACrash() {
        World w = approving();
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        w.ask(new Event.Approve(World.by("ann"), 1));
        w.crash().restart(Duration.ofSeconds(5)).passSeconds(60);
        assertThat(w.application).isEqualTo("EU");
    }

    @Test
    void inApproveFailbackIsByHand() {
        rules.failback = GroupRules.Failback.AUTO;
        World w = approving();
        w.ask(new Event.Switch(World.by("ann"), "EU", false));
        w.pass(Duration.ofMinutes(60));
        assertThat(w.moves()).containsExactly("operator NAM→EU");
        assertThat(w.told(EventKind.REGION_UP)).filteredOn(Notice::loud).hasSize(1);
    }
}
