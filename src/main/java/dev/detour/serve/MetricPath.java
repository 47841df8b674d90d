package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.GroupView;
import dev.detour.decision.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /metric/{group}-{region}} and {@code /metric/{group}/{region}} (SPEC §8): how many <em>other</em> regions are
 * DOWN, from memory, for KEDA's metrics-api scaler.
 */
final class MetricPath {
    private final Groups groups;
    private final LastEvidenced evidenced;

    MetricPath(Groups groups, LastEvidenced evidenced) {
        this.groups = groups;
        this.evidenced = evidenced;
    }

    record Value(long value) {}

    /** @param name {@code group-region} or {@code group/region} */
    Answer answer(String name) {
        var known = new ArrayList<String>();
        for (var group : groups.names()) {
            var regions = groups.view(group).map(GroupView::regions).orElse(List.of());
            for (var region : regions) {
                if (name.equals(group + "-" + region.name()) || name.equals(group + "/" + region.name())) {
                    return others(group, region.name(), regions);
                }
                known.add(group + "-" + region.name());
            }
        }
        return Answer.error(404, "there is no \"" + Texts.shown(name) + "\"", "there are " + String.join(", ", known));
    }

    private Answer others(String group, String region, List<GroupView.RegionView> regions) {
        var last = evidenced.of(group);
        var others = regions.stream()
                .map(GroupView.RegionView::name)
                .filter(r -> !r.equals(region))
                .toList();
        if (!others.isEmpty() && others.stream().noneMatch(last::containsKey)) {
            return Answer.error(503, "no region was probed yet", "ask again after the first probes");
        }
        return Answer.ok(new Value(
                others.stream().filter(r -> last.get(r) == Outcome.DOWN).count()));
    }
}
