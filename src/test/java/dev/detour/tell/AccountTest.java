package dev.detour.tell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.Decision;
import dev.detour.decision.DurableState.StepProgress;
import dev.detour.decision.EventKind;
import dev.detour.decision.Gate;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;
import dev.detour.decision.Outcome;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a message says beside what happened. */
class AccountTest {
    private static final Instant DOWN_SINCE = Instant.parse("2026-11-20T08:00:00Z");
    private static final Instant DECIDED = DOWN_SINCE.plusSeconds(243);

    private static Notice notice(EventKind event, Long epoch) {
        return new Notice(event, Notice.Level.WARNING, "shop", "NAM", epoch, "words", true);
    }

    private static GroupView view(Gate... holding) {
        var decision = new Decision(
                7,
                "shop",
                Trigger.OUTAGE,
                "NAM",
                "EU",
                "eu.example.com",
                DECIDED,
                "NAM was DOWN for 4 min",
                "detour",
                Map.of());
        return new GroupView(
                "shop",
                GroupRules.Mode.AUTO,
                "EU",
                "eu.example.com",
                DECIDED,
                7,
                false,
                "verdict",
                GroupView.State.ACTING,
                false,
                List.of(holding).stream()
                        .map(gate -> new GroupView.GateView(gate, true, null, "text of " + gate.wireName()))
                        .toList(),
                List.of(),
                null,
                null,
                new GroupView.Proposal(8, "APAC", Trigger.OUTAGE, "EU is DOWN", DECIDED),
                List.of(region("NAM", Outcome.DOWN), region("EU", Outcome.UP)),
                decision,
                List.of(
                        new StepProgress("write-env", "done", 3, 1, null),
                        new StepProgress("restart", "failed", 812, 3, "no such program"),
                        new StepProgress("verify", "pending", 0, 0, null)));
    }

    private static GroupView.RegionView region(String name, Outcome health) {
        return new GroupView.RegionView(
                name,
                "target",
                Region.Role.PREFERRED,
                health,
                DECIDED,
                false,
                "",
                Via.PROBE_URL,
                health,
                25,
                Duration.between(DOWN_SINCE, DECIDED),
                DECIDED,
                0,
                Duration.ZERO,
                0,
                Duration.ZERO);
    }

    @Test
    void aDecisionSaysWhySinceWhenAndWhatWasDone() {
        var account = Account.of(notice(EventKind.DECISION, 7L), Optional.of(view()));

        assertThat(account.why()).isEqualTo("NAM was DOWN for 4 min");
        assertThat(account.since()).contains(DOWN_SINCE);
        assertThat(account.done())
                .isEqualTo("write-env done in 3 ms, restart failed (no such program), verify to be done");
        assertThat(account.next()).contains("detour status -g shop");
    }

    @Test
    void whatBelongsToANewerDecisionIsLeftOut() {
        var account = Account.of(notice(EventKind.DECISION, 6L), Optional.of(view()));

        assertThat(account.why()).isEmpty();
        assertThat(account.done()).isEmpty();
    }

    @Test
    void aHoldNamesEveryGateAndTheWayOutOfTheFirst() {
        var account = Account.of(notice(EventKind.HOLD, 7L), Optional.of(view(Gate.PAUSED, Gate.COOLDOWN)));

        assertThat(account.why()).isEqualTo("paused: text of paused; cooldown: text of cooldown");
        assertThat(account.done()).isEqualTo("nothing was written or restarted");
        assertThat(account.next()).isEqualTo("detour resume -g shop");
    }

    @Test
    void aProposalSaysHowToSayYes() {
        var account = Account.of(notice(EventKind.APPROVAL, 7L), Optional.of(view()));

        assertThat(account.why()).isEqualTo("EU is DOWN");
        assertThat(account.next()).isEqualTo("detour approve 8 -g shop");
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void everyGateHasANextStep(Gate gate) {
        assertThat(Account.of(notice(EventKind.HOLD, 7L), Optional.of(view(gate)))
                        .next())
                .isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void everyEventHasANextStep(EventKind event) {
        assertThat(Account.of(notice(event, 7L), Optional.of(view())).next()).isNotBlank();
        assertThat(Account.of(notice(event, 7L), Optional.empty()).next()).isNotBlank();
    }
}
