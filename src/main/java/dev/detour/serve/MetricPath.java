package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.Outcome;
import dev.detour.decision.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /metric/{group}-{region}} and {@code /metric/{group}/{region}} (SPEC §8): how many <em>other</em> regions are
 * DOWN, for KEDA's metrics-api scaler. From memory: no lock, no file, no probe is waited for.
 *
 * <p>Once any other region was evidenced in the life of the data directory the answer is 200, with the last evidenced
 * health: KEDA takes anything else for a failing scaler, and an invented 0 would take replicas away in an outage.
 */
public final class MetricPath {
    private final Groups groups;
    private final Timeline timeline;
    private final Polls polls;

    public MetricPath(Groups groups, Timeline timeline, Polls polls) {
        this.groups = groups;
        this.timeline = timeline;
        this.polls = polls;
    }

    record Value(long value) {}

    private record Place(String group, String region, Map<String, Groups.Evidenced> evidenced) {}

    /** @param name {@code group-region}: both may have dashes, but the configuration refuses names that collide */
    Answer joined(String name, MetricQuery query, Polls.Caller by) {
        for (int dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
            var place = place(name.substring(0, dash), name.substring(dash + 1));
            if (place.isPresent()) {
                return answer(place.get(), query, by);
            }
        }
        return unknown(name);
    }

    Answer of(String group, String region, MetricQuery query, Polls.Caller by) {
        var place = place(group, region);
        return place.isPresent() ? answer(place.get(), query, by) : unknown(group + "/" + region);
    }

    private Optional<Place> place(String group, String region) {
        var evidenced = groups.evidenced(group);
        return evidenced.containsKey(region) ? Optional.of(new Place(group, region, evidenced)) : Optional.empty();
    }

    private Answer answer(Place place, MetricQuery query, Polls.Caller by) {
        int others = 0;
        int known = 0;
        int down = 0;
        boolean stale = false;
        for (var entry : place.evidenced().entrySet()) {
            if (!entry.getKey().equals(place.region())) {
                others++;
                known += entry.getValue().health() == Outcome.UNKNOWN ? 0 : 1;
                down += entry.getValue().health() == Outcome.DOWN ? 1 : 0;
                stale |= query.maxAge()
                        .filter(most -> older(entry.getValue(), most))
                        .isPresent();
            }
        }
        if (others > 0 && known == 0) {
            return Answer.error(503, "no other region was probed yet", "ask again after the first probes");
        }
        if (stale) {
            return Answer.error(
                    503, "the evidence is older than max-age", "see the regions' \"last\" in /api/v1/status");
        }
        long value = query.value(down);
        polls.note(place.group(), new Polls.Poll(place.region(), by, timeline.now(), value, query.replicas()));
        return Answer.ok(new Value(value));
    }

    private boolean older(Groups.Evidenced evidenced, Duration most) {
        return evidenced.at() == null
                || Duration.between(evidenced.at(), timeline.now()).compareTo(most) > 0;
    }

    private Answer unknown(String name) {
        var known = new ArrayList<String>();
        for (var group : groups.names()) {
            groups.evidenced(group).keySet().forEach(region -> known.add(group + "-" + region));
        }
        return Answer.error(404, "there is no \"" + Texts.shown(name) + "\"", "there are " + String.join(", ", known));
    }
}
