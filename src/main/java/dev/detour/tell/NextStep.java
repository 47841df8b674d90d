package dev.detour.tell;

import dev.detour.decision.Gate;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;

/** What people can do now: a command to copy, or that there is nothing to do. */
final class NextStep {
    private NextStep() {}

    static String of(Notice notice, GroupView group) {
        return switch (notice.event()) {
            case DECISION -> "nothing now: what became of it follows; detour status -g " + group.name() + " shows it";
            case VERIFIED ->
                "nothing to keep the service running; detour report " + notice.epoch() + " -g " + group.name()
                        + " writes the incident down";
            case VERIFY_FAILED ->
                "look at the application: the regions answer, what uses them may not; then detour" + " rearm -g "
                        + group.name();
            case STEP_FAILED -> "mend what the step says; it is tried again by itself";
            case APPROVAL ->
                group.proposal() == null
                        ? "nothing; the proposal is gone"
                        : "detour approve " + group.proposal().epoch() + " -g " + group.name();
            case ISOLATED -> "see this host's own network: neither canaries nor regions answer it";
            case HOLD -> hold(group);
            case REGION_UP ->
                notice.region() == null
                        ? "nothing"
                        : "detour switch " + notice.region() + " -g " + group.name() + " goes back to it";
            case RELOAD -> "detour reapply -g " + group.name() + " hands it to the application";
            default -> "nothing";
        };
    }

    /** Of several gates the one that people can do most about: they stand in that order. */
    private static String hold(GroupView group) {
        return group.gates().stream()
                .filter(GroupView.GateView::holds)
                .map(GroupView.GateView::gate)
                .findFirst()
                .map(gate -> of(gate, group.name()))
                .orElse("see detour explain -g " + group.name());
    }

    private static String of(Gate gate, String group) {
        var g = " -g " + group;
        return switch (gate) {
            case PAUSED -> "detour resume" + g;
            case PINNED -> "detour unpin" + g;
            case OBSERVE -> "switch by other means: this group only observes";
            case APPROVAL -> "detour status" + g + " shows the proposal, detour approve says yes to it";
            case ISOLATED -> "see this host's own network";
            case BLIND -> "see why nothing is heard of the region: detour doctor";
            case NO_CANDIDATE -> "mend a region, or detour switch REGION --force" + g;
            case SINGLE_REGION -> "mend it; there is no other region to go to";
            case COOLDOWN -> "nothing: it ends by itself; detour switch REGION" + g + " does not wait";
            case MAX_SWITCHES -> "see why it switched so often, then detour rearm" + g;
            case IN_PROGRESS -> "nothing: a decision is being carried out";
            case STEP_FAILED -> "mend what the step says; it is tried again by itself";
            case VERIFY_FAILED -> "look at the application, then detour rearm" + g;
            case SLOW_NETWORK -> "nothing: it ends by itself; see this host's network";
            case STARTUP -> "nothing: the regions were not heard yet";
        };
    }
}
