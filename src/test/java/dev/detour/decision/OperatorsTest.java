package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people ask for (SPEC §5, Operator). */
class OperatorsTest {
    private final Rules rules = new Rules();
    private final World w = World.settled(rules.build());

    private static Reply.Refused refused(Reply reply) {
        return (Reply.Refused) reply;
    }

    private static Event.Asked dry() {
        return new Event.Asked("ann", Optional.empty(), Optional.empty(), true);
    }

    @Test
    void switchesAndSaysWhoAndWhy() {
        Reply reply = w.ask(new Event.Switch(World.by("ann"), "EU", false));
        Decision d = ((Reply.Accepted) reply).decision().orElseThrow();
        assertThat(d.by()).isEqualTo("ann");
        assertThat(d.reason()).isEqualTo("because");
        assertThat(d.trigger()).isEqualTo(Trigger.OPERATOR);
        w.passSeconds(60);
        assertThat(w.application).isEqualTo("EU");
        assertThat(w.state.durable().verified()).isTrue();
        assertThat(w.gates()).containsExactly(Gate.COOLDOWN);
    }

    @Test
    void anUnknownRegionIsNamedWithTheKnown() {
        Reply.Refused no = refused(w.ask(new Event.Switch(World.by("ann"), "MARS", true)));
        assertThat(no.why()).isEqualTo(Reply.Why.UNKNOWN_REGION);
        assertThat(no.hint()).isEqualTo("known: NAM, EU, APAC");
        assertThat(refused(w.ask(new Event.Pin(World.by("ann"), "MARS", Optional.empty(), true)))
                        .why())
                .isEqualTo(Reply.Why.UNKNOWN_REGION);
    }

    @Test
    void aRegionThatIsNotUpNeedsForce() {
        w.set("EU", Outcome.DOWN).passSeconds(300);
        Reply.Refused no = refused(w.ask(new Event.Switch(World.by("ann"), "EU", false)));
        assertThat(no.why()).isEqualTo(Reply.Why.RULES);
        assertThat(no.hint()).contains("--force");
        assertThat(w.ask(new Event.Switch(World.by("ann"), "EU", true))).isInstanceOf(Reply.Accepted.class);
        assertThat(w.active()).isEqualTo("EU");
    }

    @Test
    void aDownRegionTakenByForceGetsItsFullTime() {
        w.set("EU", Outcome.DOWN).passSeconds(300);
        w.ask(new Event.Switch(World.by("ann"), "EU", true));
        Instant switched = w.now;
        w.pass(Duration.ofMinutes(3));
        assertThat(w.moves()).endsWith("operator NAM→EU");
        w.pass(Duration.ofMinutes(7));
        assertThat(w.moves()).endsWith("outage EU→NAM");
        assertThat(w.decisions().get(2).at()).isAfter(switched.plusSeconds(240));
    }

    @Test
    void anOperatorsSwitchDuringAnOutageWins() {
        w.set("NAM", Outcome.DOWN).passSeconds(200);
        w.ask(new Event.Switch(World.by("ann"), "APAC", false));
        w.passSeconds(100);
        assertThat(w.moves()).endsWith("operator NAM→APAC");
        assertThat(w.application).isEqualTo("APAC");
    }

    @Test
    void theActiveRegionIsNoSwitch() {
        Reply.Refused no = refused(w.ask(new Event.Switch(World.by("ann"), "NAM", false)));
        assertThat(no.error()).contains("already active");
        assertThat(no.hint()).contains("reapply");
    }

    @Test
    void refusesWhenTheWorldMovedOn() {
        Event.Asked asked = new Event.Asked("ann", Optional.empty(), Optional.of(7L), false);
        Reply.Refused no = refused(w.ask(new Event.Switch(asked, "EU", false)));
        assertThat(no.why()).isEqualTo(Reply.Why.MOVED_ON);
        Event.Asked right = new Event.Asked("ann", Optional.empty(), Optional.of(1L), false);
        assertThat(w.ask(new Event.Switch(right, "EU", false))).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aDryRunChangesNothing() {
        DurableState before = w.state.durable();
        for (Event.Operator request : List.of(
                new Event.Switch(dry(), "EU", false),
                new Event.Pin(dry(), "EU", Optional.empty(), false),
                new Event.Pin(dry(), "NAM", Optional.of(Duration.ofHours(1)), false),
                new Event.Pause(dry(), Optional.of(Duration.ofMinutes(90))),
                new Event.Resume(dry()),
                new Event.Unpin(dry()),
                new Event.Rearm(dry()),
                new Event.Reapply(dry()))) {
            Transition step = w.feed(request);
            assertThat(step.entries()).isEmpty();
            assertThat(step.effects()).isEmpty();
            assertThat(((Reply.Accepted) step.reply().orElseThrow()).text()).startsWith("would ");
        }
        assertThat(w.state.durable()).isEqualTo(before);
    }

    @Test
    void sayWhatTheyDid() {
        assertThat(said(new Event.Switch(dry(), "EU", false))).isEqualTo("would switch from NAM to EU");
        assertThat(said(new Event.Pin(dry(), "EU", Optional.empty(), false)))
                .isEqualTo("would switch to EU and stay on EU until told otherwise");
        assertThat(said(new Event.Pause(dry(), Optional.of(Duration.ofMinutes(90)))))
                .isEqualTo("would pause for 1 h 30 min");
        assertThat(said(new Event.Reapply(dry()))).isEqualTo("would do the steps for NAM again");
        assertThat(said(new Event.Resume(dry()))).isEqualTo("would resume");
        assertThat(said(new Event.Unpin(dry()))).isEqualTo("would unpin");
        assertThat(said(new Event.Rearm(dry()))).isEqualTo("would rearm");
    }

    private String said(Event.Operator request) {
        return ((Reply.Accepted) w.ask(request)).text();
    }

    @Test
    void aPinElsewhereSwitchesFirst() {
        w.ask(new Event.Pin(World.by("ann"), "APAC", Optional.empty(), false));
        assertThat(w.moves()).endsWith("operator NAM→APAC");
        assertThat(w.view().pinned().region()).isEqualTo("APAC");
        assertThat(w.disk.pinned().region()).isEqualTo("APAC");
        w.ask(new Event.Unpin(World.by("ann")));
        assertThat(w.view().pinned()).isNull();
    }

    @Test
    void aPinOnADownRegionNeedsForce() {
        w.set("EU", Outcome.DOWN).passSeconds(300);
        assertThat(w.ask(new Event.Pin(World.by("ann"), "EU", Optional.empty(), false)))
                .isInstanceOf(Reply.Refused.class);
        assertThat(w.view().pinned()).isNull();
    }

    @Test
    void reapplyDoesAllStepsAgainWithTheTargetOfNow() {
        rules.regions = List.of(
                new Region("NAM", "new.nam.ext.com", Region.Role.PREFERRED),
                rules.regions.get(1),
                rules.regions.get(2));
        w.rules = rules.build();
        assertThat(w.view().target()).isEqualTo("cloud.nam.ext.com");
        w.begun.clear();
        w.ask(new Event.Reapply(World.by("ann")));
        w.passSeconds(60);
        assertThat(w.moves()).endsWith("operator NAM→NAM");
        assertThat(w.view().target()).isEqualTo("new.nam.ext.com");
        assertThat(w.begun).hasSize(3).noneMatch(Effect.RunStep::ensure);
        assertThat(w.state.durable().operatorChose()).isFalse();
        assertThat(w.restarts).isEqualTo(1);
    }

    @Test
    void everythingIsAudited() {
        w.ask(new Event.Pause(World.by("ann"), Optional.of(Duration.ofMinutes(5))));
        w.ask(new Event.Resume(World.by("bob")));
        List<Entry> audit =
                w.journal.stream().filter(e -> e.event() == EventKind.OPERATOR).toList();
        assertThat(audit).extracting(Entry::by).containsExactly("ann", "bob");
        assertThat(audit).allMatch(Entry::vital).allMatch(e -> e.reason().endsWith("because"));
    }

    @Test
    void rearmForgetsBudgetAndCooldown() {
        w.set("NAM", Outcome.DOWN).passSeconds(300);
        assertThat(w.gates()).contains(Gate.COOLDOWN);
        w.ask(new Event.Rearm(World.by("ann")));
        assertThat(w.gates()).isEmpty();
        assertThat(w.state.durable().switches()).isEmpty();
        assertThat(w.state.durable().cooldownFactor()).isEqualTo(1);
    }

    @Test
    void approvalIsForGroupsThatAsk() {
        assertThat(refused(w.ask(new Event.Approve(World.by("ann"), 2))).why()).isEqualTo(Reply.Why.RULES);
    }
}
