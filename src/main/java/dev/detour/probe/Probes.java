package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.control.ProbeListener;
import dev.detour.decision.Region;
import dev.detour.decision.Timeline;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * Makes the probe and canary routes of a configuration from the templates in {@code routes/probe.camel.yaml}, and the
 * beans that they call. The routes hand what they find to the bean {@code detourControl}.
 */
public final class Probes implements AutoCloseable {
    /** At most this many canaries are asked at once. */
    private static final int CANARY_THREADS = 64;

    private final Asker asker;
    private final ProbeSchedule schedule;
    private final ProbeRoutes routes;
    private final Grid grid = new Grid();
    private final ExecutorService canaries = Threads.elastic("canary", CANARY_THREADS);
    private final Map<String, RegionProbe> asked = new ConcurrentHashMap<>();

    private Probes(CamelContext context, ProbeListener listener, Timeline timeline, LongConsumer lateness) {
        this.asker = new Asker(timeline);
        this.schedule = new ProbeSchedule(lateness, listener::gap);
        this.routes = new ProbeRoutes(context, listener, asker, schedule, canaries);
    }

    /**
     * Adds routes {@code probe-<group>-<region>} and {@code canary-<group>}; they begin to probe when the context, or
     * else the route, starts. The templates must be loaded.
     *
     * @param lateness told of every probe's start: nanoseconds after it was due
     * @throws Exception when a route cannot be made of its template
     */
    public static Probes install(
            CamelContext context, Settings settings, ProbeListener listener, Timeline timeline, LongConsumer lateness)
            throws Exception {
        var probes = prepare(context, listener, timeline, lateness);
        probes.add(settings);
        return probes;
    }

    /** Binds what the routes of {@code probe.camel.yaml} refer to, before they start; nothing is probed yet. */
    public static Probes prepare(
            CamelContext context, ProbeListener listener, Timeline timeline, LongConsumer lateness) {
        bindBeans(context);
        return new Probes(context, listener, timeline, lateness);
    }

    /** Adds the routes of every group; see {@link #install}. */
    public void add(Settings settings) throws Exception {
        size(settings);
        for (var group : settings.groups()) {
            add(group);
        }
    }

    /** To be told before {@link #remake}: how wide their grid is depends on how many regions there are in all. */
    public void size(Settings settings) {
        grid.size(settings.groups().stream()
                .mapToInt(g -> g.rules().regions().size())
                .sum());
    }

    /** Adds routes for one region of each kind that the groups have: enough to see whether the templates can be used. */
    public void sample(Settings settings) throws Exception {
        for (var group : settings.groups()) {
            var kinds = new HashSet<Set<String>>();
            var some = group.rules().regions().stream()
                    .map(Region::name)
                    .filter(region -> kinds.add(schemes(group, region)))
                    .collect(Collectors.toSet());
            make(group, some, true);
        }
    }

    private static Set<String> schemes(Settings.Group group, String region) {
        return Stream.of(
                        group.probe().urls().get(region),
                        group.probe().candidateUrls().get(region))
                .map(uri -> uri == null ? "" : uri.getScheme())
                .collect(Collectors.toSet());
    }

    /**
     * From now on, or no more: what is heard of these regions is no evidence, because they are about to be asked in
     * another way.
     */
    public void retire(String group, Set<String> regions, boolean yes) {
        for (var region : regions) {
            var probe = asked.get(group + "-" + region);
            if (probe != null) {
                probe.retire(yes);
            }
        }
    }

    /**
     * Makes the routes of these regions anew; each goes on in its rhythm, if that is the same.
     *
     * @param shared whether what the group has one of, too: its canaries, its throughput
     */
    public void remake(Settings.Group group, Set<String> wanted, boolean shared) throws Exception {
        for (var region : wanted) {
            var id = group.name() + "-" + region;
            Optional.ofNullable(asked.get(id)).ifPresent(RegionProbe::cut);
            routes.drop("probe-" + id);
        }
        if (shared) {
            routes.drop("canary-" + group.name());
            routes.drop("throughput-" + group.name());
            if (group.canary().isEmpty()) {
                schedule.remove(group.name(), CanaryRules.SLOT);
            }
        }
        make(group, wanted, shared);
    }

    /**
     * Ends the probes of these regions for good.
     *
     * @param shared whether what the group has one of, too
     */
    public void remove(String group, Set<String> unwanted, boolean shared) throws Exception {
        for (var region : unwanted) {
            var id = group + "-" + region;
            routes.drop("probe-" + id);
            schedule.remove(group, region);
            asked.remove(id);
            routes.forgetRegion(id);
        }
        if (shared) {
            routes.drop("canary-" + group);
            routes.drop("throughput-" + group);
            schedule.remove(group, CanaryRules.SLOT);
            routes.forgetShared(group);
        }
    }

    /** Whether the route of this id is one of those made here. */
    public boolean owns(String route) {
        return (route.startsWith("probe-") && asked.containsKey(route.substring("probe-".length())))
                || routes.isShared(route);
    }

    /** What {@code probe.camel.yaml} needs before its first route starts; {@link #install} does it where nobody has. */
    public static void bindBeans(CamelContext context) {
        ProbeHttpComponent.addTo(context);
        if (context.getRegistry().lookupByName("groupEvidence") == null) {
            context.getRegistry().bind("groupEvidence", new Evidence());
        }
    }

    public ProbeSchedule schedule() {
        return schedule;
    }

    /** Ends the schedule and, without a result, whatever is in flight. */
    @Override
    public void close() {
        schedule.close();
        asker.close();
        canaries.shutdown();
    }

    private void add(Settings.Group group) throws Exception {
        make(group, group.rules().regions().stream().map(Region::name).collect(Collectors.toSet()), true);
    }

    private void make(Settings.Group group, Set<String> wanted, boolean shared) throws Exception {
        var trust = new TlsTrust(group.probe().tls());
        int seat = 0;
        for (var region : group.rules().regions()) {
            var questions = Question.of(group, region.name(), trust);
            var id = group.name() + "-" + region.name();
            if (questions.isEmpty()) {
                asked.remove(id);
                schedule.remove(group.name(), region.name());
            } else if (wanted.contains(region.name())) {
                var offset = grid.offset(group, seat);
                asked.put(id, routes.region(group, region.name(), questions, offset, grid.phase(group, offset)));
            }
            seat += questions.isEmpty() ? 0 : 1;
        }
        if (shared && !group.canary().isEmpty()) {
            routes.canary(group);
        }
        if (shared && group.throughput().isPresent()) {
            routes.throughput(group, group.throughput().get(), trust);
        }
    }
}
