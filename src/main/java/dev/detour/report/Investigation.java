package dev.detour.report;

import dev.detour.decision.Decision;
import dev.detour.decision.Entry;
import dev.detour.decision.EventKind;
import dev.detour.decision.Outcome;
import dev.detour.store.Chronicle;
import dev.detour.store.Chronicle.Recorded;
import dev.detour.store.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts an incident together from a data directory, which it only reads. */
public final class Investigation {
    private static final Pattern MOMENT = Pattern.compile("\\{at:([^}]{1,40})}");
    /** {@code DOWN 25x 243 s}: how the journal writes what was known. */
    private static final Pattern STREAK = Pattern.compile("DOWN \\d+x (\\d+) s");
    /** Shown of the calm before and after. */
    private static final Duration MARGIN = Duration.ofMinutes(5);
    /** A run of failures that ended longer before the decision is another story. */
    private static final Duration GAP = Duration.ofMinutes(2);

    private final Path data;
    private final String group;
    private final List<Recorded> journal;

    /** @throws IOException when the journal cannot be read */
    public Investigation(Path data, String group) throws IOException {
        this.data = data;
        this.group = group;
        this.journal = Chronicle.journal(data, group);
    }

    /** The epochs that can be told of. */
    public List<Long> epochs() {
        var epochs = new TreeSet<Long>();
        journal.forEach(line -> decision(line).ifPresent(d -> epochs.add(d.epoch())));
        return List.copyOf(epochs);
    }

    private static Optional<Decision> decision(Recorded line) {
        return Optional.ofNullable(line.entry().durable().decision());
    }

    /** Empty when nothing is known of the epoch. */
    public Optional<Incident> incident(long epoch) {
        var own = journal.stream()
                .filter(line -> decision(line).filter(d -> d.epoch() == epoch).isPresent())
                .toList();
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var decision = decision(own.get(0)).orElseThrow();
        var decided = wall(own.get(0), decision.at());
        var runs = Chronicle.probes(data, group, decided.minus(Duration.ofHours(25)), end(own).plus(MARGIN));
        var remarks = new ArrayList<String>();
        var failed = failed(decision, decided, runs, remarks);
        var moments = new Incident.Moments(
                failed,
                down(decision, own.get(0), failed),
                decided,
                last(own, EventKind.STEP_DONE),
                last(own, EventKind.VERIFIED));
        var newest = own.get(own.size() - 1).entry().durable();
        boolean compacted = own.stream().noneMatch(line -> line.entry().event() == EventKind.DECISION);
        if (compacted) {
            remarks.add("The journal was shortened since: what happened before the first row is not in it any more.");
        }
        return Optional.of(new Incident(
                decision,
                filled(own.get(0), decision.reason()),
                newest.verified(),
                moments,
                newest.steps(),
                rows(own, moments),
                shown(runs, moments),
                remarks));
    }

    private static Instant end(List<Recorded> own) {
        return own.get(own.size() - 1).at().wall();
    }

    /** By the probe log; where that has not got it yet, by what the decision knew. */
    private static Optional<Instant> failed(
            Decision decision, Instant decided, List<RecordedRun> runs, List<String> remarks) {
        if (decision.from() == null) {
            return Optional.empty();
        }
        var evidence = STREAK.matcher(decision.evidence().getOrDefault(decision.from(), ""));
        if (!evidence.matches()) {
            return Optional.empty();
        }
        var known = decided.minusSeconds(Long.parseLong(evidence.group(1)));
        var failures = runs.stream()
                .filter(run -> run.region().equals(decision.from())
                        && run.outcome() != Outcome.UNKNOWN
                        && !run.at().isAfter(decided))
                .sorted(Comparator.comparing(RecordedRun::at).reversed())
                .toList();
        var logged = Optional.<Instant>empty();
        for (var run : failures) {
            boolean goesOn = run.outcome() == Outcome.DOWN
                    && !run.until().plus(GAP).isBefore(logged.orElse(decided))
                    && !run.at().isBefore(known.minus(GAP));
            if (!goesOn) {
                break;
            }
            logged = Optional.of(run.at().minusMillis(run.millis()));
        }
        if (logged.isEmpty()) {
            remarks.add(
                    "The probe log, which is kept for 30 days, has nothing of this outage; the first failed probe is as"
                            + " the decision knew it.");
        }
        return logged.or(() -> Optional.of(known));
    }

    /** The last word that the region is DOWN, since it began to fail. */
    private Optional<Instant> down(Decision decision, Recorded decided, Optional<Instant> failed) {
        return journal.stream()
                .filter(line -> line.seq() <= decided.seq())
                .filter(line -> line.entry().event() == EventKind.REGION_DOWN
                        && decision.from() != null
                        && decision.from().equals(line.entry().region()))
                .map(line -> line.at().wall())
                .filter(at -> failed.filter(f -> !at.isBefore(f)).isPresent())
                .reduce((a, b) -> b);
    }

    private static Optional<Instant> last(List<Recorded> own, EventKind event) {
        return own.stream()
                .filter(line -> line.entry().event() == event)
                .map(line -> line.at().wall())
                .reduce((a, b) -> b);
    }

    private List<Incident.Row> rows(List<Recorded> own, Incident.Moments moments) {
        var rows = new ArrayList<Incident.Row>();
        moments.failed()
                .ifPresent(at -> rows.add(new Incident.Row(
                        at,
                        "probe-failed",
                        decision(own.get(0)).orElseThrow().from(),
                        "detour",
                        "the first failed probe was sent")));
        long from = own.get(0).seq();
        long to = own.get(own.size() - 1).seq();
        for (var line : journal) {
            boolean before = line.seq() < from && !line.at().wall().isBefore(moments.begin());
            if (before || (line.seq() >= from && line.seq() <= to)) {
                rows.add(row(line));
            }
        }
        return rows;
    }

    private static Incident.Row row(Recorded line) {
        Entry entry = line.entry();
        return new Incident.Row(
                line.at().wall(), entry.event().wireName(), entry.region(), entry.by(), filled(line, entry.reason()));
    }

    private static List<RecordedRun> shown(List<RecordedRun> runs, Incident.Moments moments) {
        var from = moments.begin().minus(moments.margin());
        var to = moments.end().plus(moments.margin());
        return runs.stream()
                .filter(run -> !run.until().isBefore(from) && !run.at().isAfter(to))
                .toList();
    }

    /** A moment of the timeline by the wall clock, as the line that tells of it has both. */
    private static Instant wall(Recorded line, Instant timeline) {
        return line.at().wall().plus(Duration.between(line.at().timeline(), timeline));
    }

    /** The core writes moments as {@code {at:<instant>}}. */
    private static String filled(Recorded line, String sentence) {
        return MOMENT.matcher(sentence).replaceAll(found -> {
            try {
                return Matcher.quoteReplacement(Text.time(wall(line, Instant.parse(found.group(1)))) + " UTC");
            } catch (java.time.DateTimeException e) {
                return Matcher.quoteReplacement(found.group());
            }
        });
    }

    /** What a program gets: instants as RFC 3339, spans in seconds. */
    public static Map<String, Object> json(Incident incident) {
        return IncidentJson.of(incident);
    }
}
