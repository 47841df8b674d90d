package dev.detour.tell;

import dev.detour.decision.Decision;
import dev.detour.decision.DurableState.StepProgress;
import dev.detour.decision.EventKind;
import dev.detour.decision.GroupView;
import dev.detour.decision.GroupView.GateView;
import dev.detour.decision.Notice;
import dev.detour.decision.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a notice leaves open: why, since when, what was done. Taken from what the group knows at the moment of telling,
 * which may be later than the notice; what belongs to another decision by then is left out.
 *
 * @param why one sentence; empty when the notice says it itself
 * @param since when what led to it began, on the monotonic timeline
 * @param done what Detour did about it so far
 * @param next what people can do
 */
record Account(String why, Optional<Instant> since, String done, String next) {
    static Account of(Notice notice, Optional<GroupView> view) {
        if (view.isEmpty()) {
            return new Account("", Optional.empty(), "", "see detour status");
        }
        var group = view.get();
        var decision = Optional.ofNullable(group.decision())
                .filter(d -> notice.epoch() != null && d.epoch() == notice.epoch() && isAbout(notice.event()));
        return new Account(
                why(notice, group, decision),
                since(notice, group, decision),
                decision.map(d -> done(group)).orElseGet(() -> nothing(notice)),
                NextStep.of(notice, group));
    }

    /** Whether the last decision is what the notice is about. */
    private static boolean isAbout(EventKind event) {
        return switch (event) {
            case DECISION, VERIFIED, VERIFY_FAILED, STEP_FAILED -> true;
            default -> false;
        };
    }

    private static String why(Notice notice, GroupView group, Optional<Decision> decision) {
        if (notice.event() == EventKind.HOLD) {
            return group.gates().stream()
                    .filter(GateView::holds)
                    .map(gate -> gate.gate().wireName() + ": " + gate.text())
                    .collect(Collectors.joining("; "));
        }
        if (notice.event() == EventKind.APPROVAL && group.proposal() != null) {
            return group.proposal().reason();
        }
        return decision.map(Decision::reason).orElse("");
    }

    private static Optional<Instant> since(Notice notice, GroupView group, Optional<Decision> decision) {
        var region = decision.map(Decision::from).orElse(notice.region());
        return group.regions().stream()
                .filter(r -> r.name().equals(region) && r.health() != Outcome.UP)
                .map(Account::failingSince)
                .findFirst()
                .or(() -> decision.map(Decision::at));
    }

    /** From the first failure, which came before anyone could know that it would last. */
    private static Instant failingSince(GroupView.RegionView region) {
        return region.streak() == Outcome.DOWN && region.lastEvidence() != null
                ? region.lastEvidence().minus(region.streakFor())
                : region.since();
    }

    private static String done(GroupView group) {
        return group.steps().isEmpty()
                ? "decided; this group has no steps"
                : group.steps().stream().map(Account::step).collect(Collectors.joining(", "));
    }

    private static String step(StepProgress step) {
        var text = step.text() == null || step.text().isBlank() ? "" : " (" + step.text() + ")";
        return switch (step.result()) {
            case "done" -> step.step() + " done in " + step.millis() + " ms" + text;
            case "failed" -> step.step() + " failed" + text;
            case "pending" -> step.step() + " to be done" + text;
            default -> step.step() + " " + step.result() + text;
        };
    }

    private static String nothing(Notice notice) {
        return switch (notice.event()) {
            case HOLD, APPROVAL, ISOLATED -> "nothing was written or restarted";
            default -> "";
        };
    }
}
