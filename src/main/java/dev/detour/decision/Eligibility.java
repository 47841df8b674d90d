package dev.detour.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which regions a decision may choose, and which of them is best (SPEC §5; S1, S3, S12). */
final class Eligibility {
    private Eligibility() {}

    /** Best first. For an outage each of them was heard UP after the active one began to fail. */
    static List<Region> best(Turn t) {
        return t.rules.regions().stream()
                .filter(r -> whyNot(t, r).isEmpty())
                .sorted(order(t))
                .toList();
    }

    /** The same for the next attempt after a failed verify: never one that failed in this chain. */
    static List<Region> untried(Turn t) {
        return best(t).stream()
                .filter(r -> !t.durable.failedInChain.contains(r.name()))
                .toList();
    }

    /** Empty when eligible; else the first reason why it is not. */
    static String whyNot(Turn t, Region region) {
        RegionHealth h = t.health(region);
        if (region.name().equals(t.durable.active)) {
            return "it is active";
        }
        if (region.role() == Region.Role.NEVER) {
            return "its role is never";
        }
        if (h.health() != Outcome.UP) {
            return "it is " + h.health();
        }
        if (!h.newestUp(t.rules, t.now)) {
            return "its newest probe did not succeed";
        }
        return provenOnline(t, h) ? "" : "it was not heard since the active region began to fail";
    }

    /** Those that lack nothing but the proof that we ourselves are online. */
    static List<String> unproven(Turn t) {
        return t.rules.regions().stream()
                .filter(r -> !r.name().equals(t.durable.active) && r.role() != Region.Role.NEVER)
                .filter(r -> t.health(r).health() == Outcome.UP)
                .filter(r -> t.health(r).newestUp(t.rules, t.now) && !provenOnline(t, t.health(r)))
                .map(Region::name)
                .toList();
    }

    /** Whether anything answered after the active region began to fail, so that the fault is surely not ours. */
    static boolean online(Turn t) {
        Optional<Instant> failing = t.active()
                .map(t::health)
                .filter(h -> h.streak() == Outcome.DOWN)
                .map(RegionHealth::streakHeard);
        return failing.isEmpty()
                || (t.canary.lastUp() != null && t.canary.lastUp().isAfter(failing.get()))
                || t.regions.values().stream()
                        .anyMatch(h ->
                                h.newestUp(t.rules, t.now) && h.lastEvidence().isAfter(failing.get()));
    }

    private static boolean provenOnline(Turn t, RegionHealth candidate) {
        Optional<RegionHealth> active = t.active().map(t::health).filter(h -> h.streak() == Outcome.DOWN);
        return active.isEmpty()
                || (candidate.lastEvidence().isAfter(active.get().streakHeard()) && t.heardInThisLife(candidate));
    }

    /** What it holds equal stays in the order of the list, for sorting is stable. */
    private static Comparator<Region> order(Turn t) {
        return Comparator.comparing(Region::role)
                .thenComparing(r -> recentlyLeft(t, r))
                .thenComparing(r -> recentlyLeft(t, r) ? t.durable.leftAt.get(r.name()) : Instant.MIN);
    }

    private static boolean recentlyLeft(Turn t, Region region) {
        Instant left = t.durable.leftAt.get(region.name());
        return left != null && left.plus(t.rules.failbackHold()).isAfter(t.now);
    }

    /** Where {@code rotate} goes when nobody is eligible: the next of the list, whatever its health. */
    static Optional<Region> rotation(Turn t) {
        boolean allowed = t.rules.allDown() == GroupRules.AllDown.ROTATE
                && (!t.rules.canary() || t.canary.saysOnline(t.rules, t.now));
        if (!allowed || t.active().isEmpty()) {
            return Optional.empty();
        }
        List<Region> all = t.rules.regions();
        int from = all.indexOf(t.active().get());
        for (int i = 1; i < all.size(); i++) {
            Region next = all.get((from + i) % all.size());
            if (next.role() != Region.Role.NEVER) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Regions better than the active one that were UP long enough to go back to; best first (not by recency). */
    static List<Region> failback(Turn t) {
        Optional<Region> active = t.active();
        if (active.isEmpty() || t.health(active.get()).health() != Outcome.UP) {
            return List.of();
        }
        return better(t, active.get()).stream()
                .filter(r -> whyNot(t, r).isEmpty())
                .filter(r -> !upSince(t, r).isAfter(t.now))
                .sorted(Comparator.comparing(Region::role))
                .toList();
    }

    /** Of a better role, or of the same and earlier in the list; in its order. Asked at every probe: mostly there is none. */
    private static List<Region> better(Turn t, Region active) {
        List<Region> better = new ArrayList<>();
        boolean earlier = true;
        for (Region r : t.rules.regions()) {
            earlier = earlier && r != active;
            int role = r.role().compareTo(active.role());
            if (role < 0 || (role == 0 && earlier)) {
                better.add(r);
            }
        }
        return better;
    }

    private static Instant upSince(Turn t, Region region) {
        int factor = t.durable.failbackFactor.getOrDefault(region.name(), 1);
        return t.health(region).since().plus(t.rules.failbackHold().multipliedBy(factor));
    }
}
