package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The first moments of a process (SPEC §5, Start). */
final class Starting {
    private Starting() {}

    static void started(Turn t, Event.Started e) {
        GroupState.Watch w = t.watch;
        t.watch = new GroupState.Watch(t.now, t.now, w.durable(), w.ailment(), null, w.tickets());
        boolean quick = e.downtime()
                .filter(d -> d.compareTo(t.rules.interval().multipliedBy(2)) <= 0)
                .isPresent();
        if (!quick) {
            t.regions.replaceAll((name, h) -> h.forgotten(t.now, t.now));
        }
        t.active().ifPresent(region -> dropOlderThanDecision(t, region));
        Verifying.countAnew(t);
        t.regions.keySet().forEach(name -> remember(t, name));
        if (t.durable.pinned != null
                && t.rules.region(t.durable.pinned.region()).isEmpty()) {
            t.durable.pinned = null;
        }
        if (t.is(GroupRules.Mode.AUTO)) {
            act(t, e);
        } else {
            adopt(t, e);
        }
    }

    /** The kept evidence may be older than the last decision, at which the new region's count began. */
    private static void dropOlderThanDecision(Turn t, Region active) {
        RegionHealth h = t.health(active);
        Decision d = t.durable.decision;
        boolean older = d != null && h.streakSince() != null && h.streakSince().isBefore(d.at());
        if (older && (h.streak() == Outcome.DOWN || d.trigger() == Trigger.OPERATOR)) {
            Committing.startAnew(t, active);
        }
    }

    private static void remember(Turn t, String region) {
        Outcome health = t.regions.get(region).health();
        if (health != Outcome.UNKNOWN) {
            t.durable.evidenced(region, health);
        }
    }

    /** {@code observe} and {@code approve} touch nothing, but an approved decision is finished. */
    private static void adopt(Turn t, Event.Started e) {
        if (t.active().isEmpty()) {
            t.durable.active = e.envRegion()
                    .flatMap(t.rules::region)
                    .orElseGet(() -> t.rules.regions().get(0))
                    .name();
        }
        if (t.is(GroupRules.Mode.APPROVE) && unfinished(t)) {
            resume(t);
        }
    }

    /** The mode was changed while the process runs; the group takes up its work as it would after a start. */
    static void beginToAct(Turn t, Optional<String> envRegion) {
        if (!t.watch.started() || !t.watch.durable()) {
            return;
        }
        if (t.is(GroupRules.Mode.AUTO)) {
            act(t, new Event.Started(Optional.empty(), envRegion, Optional.empty()));
        } else if (unfinished(t)) {
            resume(t);
        }
    }

    /** What a start, or an edit of the mode, could not begin while nothing could be made durable. */
    static void storeWorks(Turn t) {
        boolean waits = t.run == null && (t.durable.epoch == 0 || unfinished(t));
        if (waits && !t.is(GroupRules.Mode.OBSERVE)) {
            beginToAct(t, Optional.ofNullable(t.durable.active));
        }
    }

    private static void act(Turn t, Event.Started e) {
        Optional<Region> wanted = e.startRegion().flatMap(t.rules::region).filter(r -> mayAskFor(t, r));
        if (t.durable.epoch == 0 || t.active().isEmpty()) {
            if (!t.watch.durable()) {
                // Nothing can be decided yet; see storeWorks.
                adopt(t, e);
                return;
            }
            wanted.ifPresent(r -> t.durable.startRegion = r.name());
            Optional<Region> known = wanted.or(() -> e.envRegion().flatMap(t.rules::region));
            String why = wanted.isPresent() ? "asked for with --region" : "the env file names it";
            t.durable.active = null;
            known.ifPresent(r -> decide(t, r, why));
            return;
        }
        if (wanted.isPresent() && differs(t, wanted.get().name())) {
            t.durable.startRegion = wanted.get().name();
            if (!wanted.get().name().equals(t.durable.active)) {
                Committing.operator(t, wanted.get(), "started with --region " + t.durable.startRegion, "--region");
                return;
            }
            t.vital(EventKind.OPERATOR, t.durable.active, "--region", "started with --region " + t.durable.active);
        }
        if (unfinished(t)) {
            resume(t);
        } else {
            ensure(t);
        }
    }

    /** A wish that cannot be written down is not remembered either: said, for nothing comes of it later. */
    private static boolean mayAskFor(Turn t, Region region) {
        if (!t.watch.durable()) {
            String words = "--region " + region.name() + " is not heeded: the state cannot be written";
            t.tell(EventKind.OPERATOR, Notice.Level.WARNING, region.name(), words, true);
        }
        return t.watch.durable();
    }

    private static boolean differs(Turn t, String region) {
        return !region.equals(t.durable.startRegion);
    }

    private static boolean unfinished(Turn t) {
        return t.durable.decision != null
                && t.durable.steps.stream().anyMatch(s -> s.result().equals(Words.PENDING));
    }

    /**
     * The last decision from its first step: nobody knows how far the interrupted one came. It is not abandoned any
     * more, for its restart may have begun.
     */
    private static void resume(Turn t) {
        boolean begun = t.durable.steps.stream()
                .anyMatch(s -> s.attempts() > 0 || s.result().equals(Words.DONE));
        List<DurableState.StepProgress> again = new ArrayList<>();
        for (DurableState.StepProgress s : t.durable.steps) {
            boolean skipped = s.result().equals(Words.SKIPPED);
            again.add(skipped ? s : new DurableState.StepProgress(s.step(), Words.PENDING, 0, 0, null));
        }
        t.durable.steps = again;
        List<String> names = again.stream().map(DurableState.StepProgress::step).toList();
        t.run = Run.of(new Run.Plan(Run.Kind.DECISION, names, Occasion.RESUMED), t.now);
        if (!begun) {
            Delaying.begin(t);
        }
        tellAgain(t, t.durable.decision);
    }

    /** The process may have ended between writing the decision and telling it: better told twice than never. */
    private static void tellAgain(Turn t, Decision d) {
        if (d.trigger() != Trigger.START) {
            String words = "after a restart, going on with switching to " + d.to() + " ("
                    + d.trigger().wireName() + "): " + d.reason();
            t.tell(EventKind.DECISION, Notice.Level.WARNING, d.to(), words, true);
        }
    }

    /** All was done; what the world made of it meanwhile is looked at. A user's own step is not repeated. */
    private static void ensure(Turn t) {
        List<String> known = t.rules.steps().stream()
                .map(GroupRules.StepRule::name)
                .filter(name -> name.equals(Run.WRITE_ENV) || name.equals(Run.RESTART))
                .toList();
        if (!known.isEmpty()) {
            t.run = Run.of(new Run.Plan(Run.Kind.ENSURE, known, Occasion.ENSURED), t.now);
        }
    }

    /** Nothing was known at the start: waits until the regions had time to answer. */
    static void drive(Turn t) {
        boolean undecided = t.watch.started()
                && t.is(GroupRules.Mode.AUTO)
                && t.active().isEmpty()
                && t.watch.durable()
                && t.durable.paused == null
                && !t.decided;
        if (!undecided) {
            return;
        }
        if (t.rules.scope() == GroupRules.Scope.ACTIVE) {
            decide(t, first(t), "the first of the list");
        } else if (patienceIsOver(t)) {
            Optional<Region> up = t.rules.regions().stream()
                    .filter(r -> r.role() != Region.Role.NEVER)
                    .filter(r -> t.health(r).newestUp(t.rules, t.now))
                    .min(Comparator.comparing(Region::role));
            decide(
                    t,
                    up.orElseGet(() -> first(t)),
                    up.isPresent() ? "the best that is UP" : "none is UP yet: the first");
        }
    }

    private static boolean patienceIsOver(Turn t) {
        Duration patience = t.rules.interval().plus(t.rules.timeout());
        Instant end = t.watch.startedAt().plus(patience);
        return !end.isAfter(t.now) || t.regions.values().stream().allMatch(h -> h.streak() != null);
    }

    private static Region first(Turn t) {
        return t.rules.regions().stream()
                .filter(r -> r.role() != Region.Role.NEVER)
                .findFirst()
                .orElseGet(() -> t.rules.regions().get(0));
    }

    /** A group that only observed may have been pinned all the same: then that is where it begins. */
    private static void decide(Turn t, Region to, String why) {
        if (t.durable.paused == null) {
            Optional<Region> pinned =
                    Optional.ofNullable(t.durable.pinned).flatMap(pin -> t.rules.region(pin.region()));
            Committing.start(t, pinned.orElse(to), pinned.isPresent() ? "it is pinned" : why);
        }
    }
}
