package dev.detour.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Says which switch was due and until when, and whether what was decided is what was due: by what the regions did, not by
 * what Detour says of them.
 *
 * <p>A switch is due within L1's bound. When Detour was killed in between, the time without it is added: its streaks are
 * kept for two intervals (SPEC §5, Start). What it was told in its last second may not be kept, and how long its own gap was
 * only it knows; where that gap may have been longer than two intervals, the bound counts from when it asked again.
 */
final class Judge {
    private static final long EVIDENCE_KEPT_EVERY = TimeUnit.SECONDS.toNanos(1);
    /** No process asks so soon; what comes then was begun by the one before. */
    private static final long QUICKEST_START = TimeUnit.MILLISECONDS.toNanos(300);

    /** The journal's clock is /proc/uptime, in hundredths of a second; read once here and once there. */
    private static final long CLOCK = TimeUnit.MILLISECONDS.toNanos(20);

    private final Instance instance;
    private final Journal journal;
    private final Pulse pulse;
    private final Findings findings;

    Judge(Instance instance, Journal journal, Pulse pulse, Findings findings) {
        this.instance = instance;
        this.journal = journal;
        this.pulse = pulse;
        this.findings = findings;
    }

    /** By L1, without tolerance. {@link Long#MAX_VALUE} while Detour is away. */
    long due(Episode episode) {
        var rules = episode.rules();
        long due = episode.from() + nanos(episode.bound());
        var lives = instance.lives();
        for (int i = 0; i < lives.size(); i++) {
            long killed = lives.get(i).ended();
            if (killed <= episode.began() || killed >= due) {
                continue;
            }
            long again =
                    i + 1 < lives.size() ? firstAsked(rules, lives.get(i + 1).started()) : Long.MAX_VALUE;
            if (again == Long.MAX_VALUE) {
                if (i + 1 == lives.size() || lives.get(i + 1).ended() == Long.MAX_VALUE) {
                    return Long.MAX_VALUE;
                }
                // Killed before it asked anyone: the next life is looked at with the same gap, begun here.
                due = Math.max(due, lives.get(i + 1).ended() + 1);
                continue;
            }
            long gap = again - killed;
            due = gap + EVIDENCE_KEPT_EVERY > 2 * nanos(rules.interval())
                    ? Math.max(due, again + nanos(Math.max(episode.bound(), rules.bound())))
                    : Math.max(due + gap, again + nanos(rules.interval() + rules.timeout()));
        }
        return due;
    }

    long tolerance(Episode episode, long due) {
        return pulse.tolerance(episode.began(), due);
    }

    private long firstAsked(Rules rules, long after) {
        return instance.sites(rules.name()).values().stream()
                .mapToLong(site -> site.firstAskedAfter(after + QUICKEST_START))
                .min()
                .orElseThrow();
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Of all episodes of one group, in the end. */
    Tally judge(Rules rules, List<Episode> episodes) {
        var decisions = new ArrayList<>(journal.decisions(rules.name()));
        var tally = new Tally();
        tally.decisions = decisions.size();
        if (decisions.isEmpty() || !decisions.remove(0).trigger().equals("START")) {
            findings.add("false-switch", rules.name() + " does not begin with a start");
        }
        for (var episode : episodes) {
            var within = decisions.stream()
                    .filter(d -> d.at() >= episode.began() && d.at() < episode.ended())
                    .toList();
            decisions.removeAll(within);
            if (episode.kind().due()) {
                due(episode, within, tally);
            } else {
                tally.forbidden++;
                within.forEach(d -> unwanted(tally, d + " in " + episode));
            }
        }
        decisions.forEach(d -> unwanted(tally, d + " while all was well"));
        return tally;
    }

    private void unwanted(Tally tally, String words) {
        tally.falseSwitches++;
        findings.add("false-switch", instance.name() + ": " + words);
    }

    private void due(Episode episode, List<Decided> within, Tally tally) {
        tally.due++;
        long due = due(episode);
        if (within.isEmpty()) {
            tally.missed++;
            findings.add("missed", instance.name() + ": no switch in " + episode);
            return;
        }
        var first = within.get(0);
        tally.switched++;
        tally.took.add((first.at() - episode.from()) / 1e9);
        double late = (first.at() - due) / 1e9;
        tally.latest = Math.max(tally.latest, late);
        if (late > 0) {
            tally.tolerated++;
            Findings.say(instance.name() + ": " + first + " came " + late + " s after its bound");
        }
        if (first.at() > due + tolerance(episode, due)) {
            findings.add("late", instance.name() + ": " + first + " came " + late + " s too late in " + episode);
        }
        var wrong = wrong(episode, first);
        if (!wrong.isEmpty()) {
            unwanted(tally, first + " in " + episode + ": " + wrong);
        }
        for (var more : within.subList(1, within.size())) {
            unwanted(tally, "a second switch, " + more + ", in " + episode);
        }
    }

    /** Empty when the regions had done all that this decision needs. */
    private String wrong(Episode episode, Decided decision) {
        var rules = episode.rules();
        if (!decision.trigger().equals("OUTAGE") || !decision.from().equals(episode.active())) {
            return "not for the outage of " + episode.active();
        }
        if (decision.at() < episode.from()) {
            return "nobody could take over yet";
        }
        if (episode.broken().contains(decision.to())) {
            return decision.to() + " fails, too";
        }
        var left = instance.sites(rules.name()).get(decision.from());
        long outage = decision.at() - nanos(rules.outage());
        // What took longer than half the timeout may not have been heard in time.
        var goods = left.goods(decision.at() - nanos(60_000), decision.at(), nanos(rules.timeout()) / 2);
        long lastGood = goods.isEmpty()
                ? outage - nanos(60_000)
                : goods.get(goods.size() - 1).ended();
        if (lastGood > outage + CLOCK) {
            return decision.from() + " still answered " + (decision.at() - lastGood) / 1_000_000 + " ms before";
        }
        long failures = left.askedBetween(lastGood, decision.at() + CLOCK);
        return failures < rules.minFailures() ? decision.from() + " failed " + failures + " times only" : "";
    }
}
