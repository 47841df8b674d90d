package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.control.Groups.RegionHistory;
import dev.detour.decision.Decision;
import dev.detour.decision.DurableState;
import dev.detour.decision.Explanation;
import dev.detour.decision.GroupView;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.WireName;
import dev.detour.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Turns what the core knows into what the API shows: instants to wall time, enums to their written names. */
final class Viewer {
    private final Groups groups;
    private final Timeline timeline;
    private final Readiness readiness;
    private final Words words;
    private final Polls polls;

    Viewer(Groups groups, Timeline timeline, Readiness readiness, Words words, Polls polls) {
        this.groups = groups;
        this.timeline = timeline;
        this.readiness = readiness;
        this.words = words;
        this.polls = polls;
    }

    Views.Group group(GroupView view) {
        var histories = groups.regions(view.name());
        var reasons = readiness.reasons(view);
        return new Views.Group(
                view.name(),
                WireName.of(view.mode()),
                view.active(),
                view.target(),
                time(view.since()),
                view.epoch(),
                view.verified(),
                words.fill(view.verdict()),
                WireName.of(view.state()),
                view.gates().stream()
                        .filter(GroupView.GateView::holds)
                        .map(g -> new Views.HeldGate(g.gate().wireName(), time(g.until()), words.fill(g.text())))
                        .toList(),
                new Views.FailoverReady(reasons.isEmpty(), reasons),
                paused(view.paused()),
                pinned(view.pinned()),
                proposal(view.proposal()),
                view.regions().stream()
                        .map(r -> region(r, histories.get(r.name())))
                        .toList(),
                effect(groups.effect(view.name())),
                decision(view.decision(), view.steps()),
                polls.of(view.name()).stream().map(p -> polled(view.name(), p)).toList());
    }

    private Views.Region region(GroupView.RegionView r, RegionHistory history) {
        var last = history == null ? null : history.last();
        return new Views.Region(
                r.name(),
                r.target(),
                WireName.of(r.role()),
                r.health().name(),
                time(r.since()),
                r.eligible(),
                r.streak() == null
                        ? null
                        : new Views.Streak(r.streak().name(), r.streakCount(), seconds(r.streakFor())),
                last(last),
                new Views.Latency(history == null ? null : history.p50(), history == null ? null : history.p95()),
                last == null ? null : last.certificateDays(),
                history == null ? "" : history.ticks());
    }

    private Views.Last last(ProbeResult last) {
        return last == null
                ? null
                : new Views.Last(
                        last.outcome().name(),
                        time(last.endedAt()),
                        last.duration().toMillis(),
                        WireName.of(last.phase()),
                        last.error() == null ? null : WireName.of(last.error()),
                        last.status(),
                        last.text());
    }

    private static Views.Effect effect(Groups.EffectView effect) {
        var file = effect.path() == null
                ? null
                : new Views.EnvFile(effect.path(), effect.matches(), Json.time(effect.modified()));
        return new Views.Effect(
                file,
                effect.programs().stream()
                        .map(p -> new Views.Program(
                                p.name(), p.state(), p.pid() == 0 ? null : p.pid(), Json.time(p.startedAt())))
                        .toList());
    }

    private Views.Decision decision(Decision d, List<DurableState.StepProgress> steps) {
        return d == null
                ? null
                : new Views.Decision(
                        d.epoch(),
                        d.trigger().wireName(),
                        d.from(),
                        d.to(),
                        time(d.at()),
                        words.fill(d.reason()),
                        d.by(),
                        steps.stream()
                                .map(s -> new Views.Step(s.step(), s.result(), s.millis(), s.attempts(), s.text()))
                                .toList());
    }

    /** To the second, so that a busy poller is not a change at every look. */
    private Views.Polled polled(String group, Polls.Poll poll) {
        return new Views.Polled(
                group + "-" + poll.region(),
                poll.by().words(),
                Json.time(timeline.toWall(poll.at()).truncatedTo(ChronoUnit.SECONDS)),
                poll.value(),
                poll.replicas() ? poll.value() : null);
    }

    private Views.Paused paused(DurableState.Paused p) {
        return p == null ? null : new Views.Paused(p.by(), p.reason(), time(p.since()), time(p.until()));
    }

    private Views.Pinned pinned(DurableState.Pinned p) {
        return p == null ? null : new Views.Pinned(p.region(), p.by(), p.reason(), time(p.since()), time(p.until()));
    }

    private Views.Proposal proposal(GroupView.Proposal p) {
        return p == null
                ? null
                : new Views.Proposal(
                        p.epoch(), p.to(), p.trigger().wireName(), words.fill(p.reason()), time(p.since()));
    }

    Views.Explain explain(Explanation e) {
        return new Views.Explain(
                e.group(),
                e.wouldDo(),
                e.to(),
                e.gates().stream()
                        .map(g -> new Views.Gate(g.gate().wireName(), g.holds(), time(g.until()), words.fill(g.text())))
                        .toList(),
                e.regions().stream().map(this::distance).toList(),
                e.whatIf().stream()
                        .map(w -> new Views.WhatIf(w.down(), words.fill(w.then())))
                        .toList());
    }

    private Views.Distance distance(GroupView.RegionView r) {
        return new Views.Distance(
                r.name(),
                r.eligible(),
                words.fill(r.why()),
                r.failuresToDown(),
                seconds(r.timeToDown()),
                r.successesToUp(),
                seconds(r.timeToUp()));
    }

    Views.History history(Store.Stored stored) {
        var e = stored.entry();
        return new Views.History(
                stored.seq(),
                Json.time(stored.at()),
                e.group(),
                e.event().wireName(),
                e.epoch(),
                e.region(),
                e.by(),
                words.fill(e.reason()),
                e.evidence());
    }

    /** @param d null when it led to none */
    Views.Done done(String group, String text, Decision d) {
        return d == null
                ? new Views.Done(group, false, words.fill(text), null, null, null, null, null, null, null)
                : new Views.Done(
                        group,
                        false,
                        words.fill(text),
                        d.epoch(),
                        d.trigger().wireName(),
                        d.from(),
                        d.to(),
                        time(d.at()),
                        words.fill(d.reason()),
                        d.by());
    }

    Views.Done would(String group, String text, Optional<Intent> intent) {
        return new Views.Done(
                group,
                true,
                words.fill(text),
                null,
                intent.map(i -> i.trigger().wireName()).orElse(null),
                intent.map(Intent::from).orElse(null),
                intent.map(Intent::to).orElse(null),
                null,
                null,
                null);
    }

    private String time(Instant t) {
        return t == null ? null : Json.time(timeline.toWall(t));
    }

    /** To a tenth; 0 for null. */
    private static double seconds(Duration d) {
        return d == null ? 0 : Math.round(d.toMillis() / 100.0) / 10.0;
    }
}
