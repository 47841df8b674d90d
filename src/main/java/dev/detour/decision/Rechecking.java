package dev.detour.decision;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The candidate must still be UP before each step up to the restart, or nothing is restarted (SPEC §6). */
final class Rechecking {
    private Rechecking() {}

    private enum Candidate {
        UP,
        UNHEARD,
        DOWN
    }

    enum Verdict {
        GO,
        WAIT,
        /** The decision was replaced by another. */
        REPLACED
    }

    /** Whether the current step may be started. */
    static Verdict judge(Turn t) {
        Candidate candidate = concerns(t) ? candidate(t) : Candidate.UP;
        if (candidate == Candidate.DOWN && t.durable.paused == null && !t.decided) {
            return replace(t);
        }
        return candidate == Candidate.UP ? Verdict.GO : Verdict.WAIT;
    }

    /** An operator who pinned the region wants it, whatever its health. */
    private static boolean concerns(Turn t) {
        int restart = t.run.steps().indexOf(Run.RESTART);
        int verify = t.run.steps().indexOf(Run.VERIFY);
        int last = restart >= 0
                ? restart
                : verify >= 0 ? verify - 1 : t.run.steps().size() - 1;
        boolean begunRestart = t.run.index() == restart && t.run.attempt() > 0;
        return t.run.plan().recheck() && t.durable.pinned == null && t.run.index() <= last && !begunRestart;
    }

    /** After a gap or isolation the candidate gets as long as evidence stays fresh to be heard again. */
    private static Candidate candidate(Turn t) {
        RegionHealth h = t.active().map(t::health).orElseThrow();
        if (t.watch.isolated()) {
            return Candidate.UNHEARD;
        }
        if (h.newestUp(t.rules, t.now)) {
            return Candidate.UP;
        }
        Instant patience = h.evidenceFrom() == null ? t.now : h.evidenceFrom().plus(t.rules.freshness());
        return h.streak() == null && patience.isAfter(t.now) ? Candidate.UNHEARD : Candidate.DOWN;
    }

    private static Verdict replace(Turn t) {
        String from = t.durable.decision.from();
        boolean home = isWell(t, from);
        List<Region> others = home ? List.of() : others(t, from);
        if (others.isEmpty() && !home && t.is(GroupRules.Mode.AUTO) && anyUnproven(t, from)) {
            if (t.before.regions.get(t.durable.active).streak() != Outcome.DOWN) {
                Evidence.hurryProof(t);
            }
            return Verdict.WAIT;
        }
        String why = t.durable.active + " went DOWN before the restart";
        t.abandoning = true;
        if (others.isEmpty()) {
            Committing.back(t, why + "; back to " + from + ", nothing restarted", begun(t));
        } else {
            Committing.instead(t, others.get(0), why + "; " + others.get(0).name() + " instead", begun(t));
        }
        t.abandoning = false;
        return Verdict.REPLACED;
    }

    /** The region that was to be left serves, as it does in every failback: then nobody has to leave it. */
    private static boolean isWell(Turn t, String from) {
        RegionHealth h = t.regions.get(from);
        return h.health() == Outcome.UP && h.newestUp(t.rules, t.now) && !t.durable.failedInChain.contains(from);
    }

    /** Without approval no other region is taken than the one that was approved. */
    private static List<Region> others(Turn t, String from) {
        return t.is(GroupRules.Mode.AUTO)
                ? Eligibility.untried(t).stream()
                        .filter(r -> !r.name().equals(from))
                        .toList()
                : List.of();
    }

    private static boolean anyUnproven(Turn t, String from) {
        return Eligibility.unproven(t).stream()
                .anyMatch(name -> !name.equals(from) && !t.durable.failedInChain.contains(name));
    }

    /** By this candidate and by those whose place it took. */
    private static List<String> begun(Turn t) {
        int upTo = t.run.index() + (t.run.attempt() > 0 ? 1 : 0);
        return Stream.concat(t.run.plan().begunBefore().stream(), t.run.steps().subList(0, upTo).stream())
                .distinct()
                .toList();
    }
}
