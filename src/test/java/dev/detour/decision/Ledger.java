package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checker's own books on each region's probes; shares no code with the core's evidence. */
final class Ledger {
    /** One page: the run of equal outcomes that the newest evidence ends. */
    static final class Page {
        final List<ProbeResult> streak = new ArrayList<>();
        Instant floor = Instant.MIN;
        /** Whether it was UP since all of it was lost: heard often enough in a row. */
        boolean provenUp;
        /** When it was first heard UP since all of it was lost. */
        Instant firstUp = Instant.MAX;

        Page copy() {
            Page copy = new Page();
            copy.streak.addAll(streak);
            copy.floor = floor;
            copy.provenUp = provenUp;
            copy.firstUp = firstUp;
            return copy;
        }

        ProbeResult newest() {
            return streak.isEmpty() ? null : streak.get(streak.size() - 1);
        }
    }

    private Map<String, Page> pages = new HashMap<>();
    private Map<String, Instant> newest = new HashMap<>();
    private final Map<Instant, Ledger> kept = new HashMap<>();

    Page of(String region) {
        return pages.computeIfAbsent(region, r -> new Page());
    }

    /** As the evidence is kept beside the journal, from time to time. */
    void keep(EvidenceSnapshot snapshot) {
        Ledger copy = new Ledger();
        pages.forEach((region, page) -> copy.pages.put(region, page.copy()));
        copy.newest.putAll(newest);
        kept.put(snapshot.at(), copy);
    }

    boolean keeps(EvidenceSnapshot snapshot) {
        return snapshot != null && kept.containsKey(snapshot.at());
    }

    /** A crash loses what was heard since that was kept, as if nobody had probed in that moment; null for all of it. */
    void crashed(EvidenceSnapshot snapshot) {
        pages = new HashMap<>();
        newest = new HashMap<>();
        Ledger found = snapshot == null ? null : kept.get(snapshot.at());
        if (found != null) {
            found.pages.forEach((region, page) -> pages.put(region, page.copy()));
            newest.putAll(found.newest);
        }
    }

    void heard(ProbeResult r, int minSuccesses, Duration freshness, Instant now) {
        Page page = of(r.region());
        if (r.outcome() == Outcome.UNKNOWN
                || r.startedAt().isBefore(page.floor)
                || !r.endedAt().isAfter(newest.getOrDefault(r.region(), Instant.MIN))) {
            return;
        }
        ProbeResult last = page.newest();
        Instant before = newest.get(r.region());
        if (before != null && before.plus(freshness).isBefore(now)) {
            lose(r.region(), page.floor);
        }
        boolean breaks = last != null
                && (last.outcome() != r.outcome()
                        || last.via() != r.via()
                        || last.endedAt().plus(freshness).isBefore(now));
        if (breaks) {
            page.streak.clear();
        }
        page.streak.add(r);
        if (r.outcome() == Outcome.UP) {
            page.provenUp |= page.streak.size() >= minSuccesses;
            page.firstUp = page.firstUp.isBefore(r.endedAt()) ? page.firstUp : r.endedAt();
        }
        newest.put(r.region(), r.endedAt());
    }

    void forget(String region, Instant from) {
        of(region).streak.clear();
        of(region).floor = from;
    }

    /** Nothing at all is known of it any more. */
    void lose(String region, Instant from) {
        forget(region, from);
        of(region).provenUp = false;
        of(region).firstUp = Instant.MAX;
    }

    boolean fresh(String region, Outcome outcome, Duration freshness, Instant now) {
        ProbeResult r = of(region).newest();
        return r != null
                && r.outcome() == outcome
                && !r.endedAt().plus(freshness).isBefore(now);
    }

    long begunSince(String region, Instant mark) {
        return of(region).streak.stream()
                .filter(r -> !r.startedAt().isBefore(mark))
                .count();
    }
}
