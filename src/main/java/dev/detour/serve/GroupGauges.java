package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.Gate;
import dev.detour.decision.GroupView;
import dev.detour.decision.Outcome;
import dev.detour.decision.Timeline;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;

/** The figures of SPEC §8 that say how things are; read from the groups when asked, so they are never behind. */
public final class GroupGauges implements MultiCollector {
    private final Groups groups;
    private final Timeline timeline;
    private final ServerStatus server;
    private final Readiness readiness;

    public GroupGauges(Groups groups, Timeline timeline, ServerStatus server, Readiness readiness) {
        this.groups = groups;
        this.timeline = timeline;
        this.server = server;
        this.readiness = readiness;
    }

    @Override
    public MetricSnapshots collect() {
        var up = gauge("detour_region_up", "1 when the region is UP, 0 when DOWN, NaN when UNKNOWN");
        var active = gauge("detour_active", "1 for the region in use");
        var age = gauge("detour_evidence_age_seconds", "Age of the region's newest evidence");
        var epoch = gauge("detour_epoch", "Number of the last decision");
        var hold = gauge("detour_hold", "1 when the gate holds");
        var ready = gauge("detour_failover_ready", "1 when an automatic failover could happen now");
        var isolated = gauge("detour_isolated", "1 when we ourselves seem to be offline");
        for (var view :
                groups.names().stream().flatMap(n -> groups.view(n).stream()).toList()) {
            var group = Labels.of("group", view.name());
            for (var region : view.regions()) {
                var labels = Labels.of("group", view.name(), "region", region.name());
                up.dataPoint(point(labels, up(region.health())));
                active.dataPoint(point(labels, flag(region.name().equals(view.active()))));
                if (region.lastEvidence() != null) {
                    var since = Duration.between(region.lastEvidence(), timeline.now());
                    age.dataPoint(point(labels, Math.max(0, since.toMillis() / 1000.0)));
                }
            }
            epoch.dataPoint(point(group, (double) view.epoch()));
            holds(view, hold);
            ready.dataPoint(point(group, flag(readiness.reasons(view).isEmpty())));
            isolated.dataPoint(point(group, flag(view.isolated())));
        }
        var reload = gauge("detour_reload_failed", "1 when the last reload was refused");
        reload.dataPoint(point(Labels.EMPTY, flag(server.reload().failed())));
        return new MetricSnapshots(List.of(
                up.build(),
                active.build(),
                age.build(),
                epoch.build(),
                hold.build(),
                ready.build(),
                isolated.build(),
                reload.build()));
    }

    private static void holds(GroupView view, GaugeSnapshot.Builder hold) {
        for (var gate : Gate.values()) {
            var holds = view.gates().stream().anyMatch(g -> g.holds() && g.gate() == gate);
            hold.dataPoint(point(Labels.of("group", view.name(), "gate", gate.wireName()), flag(holds)));
        }
    }

    private static double up(Outcome health) {
        return switch (health) {
            case UP -> 1;
            case DOWN -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }

    private static double flag(boolean on) {
        return on ? 1 : 0;
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }
}
