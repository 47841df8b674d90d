package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.control.ProbeListener;
import dev.detour.decision.Region;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;

/**
 * Makes the probe and canary routes of a configuration from the templates in {@code routes/probe.camel.yaml}, and the
 * beans that they call. The routes hand what they find to the bean {@code detourControl}.
 */
public final class Probes implements AutoCloseable {
    /** At most this many canaries are asked at once. */
    private static final int CANARY_THREADS = 64;

    private static final int A_SECOND = 50;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);
    /** The network is left to the first probes before it is measured. */
    private static final Duration FIRST_DOWNLOAD = Duration.ofSeconds(10);

    private final CamelContext context;
    private final ProbeBeans beans;
    private final ProbeListener listener;
    private final Asker asker;
    private final ProbeSchedule schedule;
    private int regions;
    private long seats;
    private final ExecutorService canaries = Threads.elastic("canary", CANARY_THREADS);
    private final Map<String, RegionProbe> asked = new ConcurrentHashMap<>();

    private Probes(CamelContext context, ProbeListener listener, Timeline timeline, LongConsumer lateness) {
        this.context = context;
        this.beans = ProbeBeans.of(context);
        this.listener = listener;
        this.asker = new Asker(timeline);
        this.schedule = new ProbeSchedule(lateness, listener::gap);
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
        regions = settings.groups().stream()
                .mapToInt(g -> g.rules().regions().size())
                .sum();
        for (var group : settings.groups()) {
            add(group);
        }
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
            drop("probe-" + group.name() + "-" + region);
        }
        if (shared) {
            drop("canary-" + group.name());
            drop("throughput-" + group.name());
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
            drop("probe-" + id);
            schedule.remove(group, region);
            asked.remove(id);
            List.of("probe-", "client-", "schedule-", "breaker-").forEach(name -> beans.unbind(name + id));
        }
        if (shared) {
            drop("canary-" + group);
            drop("throughput-" + group);
            schedule.remove(group, CanaryRules.SLOT);
            List.of("canary-", "schedule-canary-", "throughput-").forEach(name -> beans.unbind(name + group));
        }
    }

    /** Whether the route of this id is one of those made here. */
    public boolean owns(String route) {
        return (route.startsWith("probe-") && asked.containsKey(route.substring("probe-".length())))
                || beans.lookupByName(route) instanceof Canary
                || beans.lookupByName(route) instanceof Throughput;
    }

    private void drop(String route) throws Exception {
        var model = (ModelCamelContext) context;
        var definition = model.getRouteDefinition(route);
        if (definition != null) {
            // A probe in flight is not waited for: it may hang, and is made up for at once.
            context.getRouteController().stopRoute(route, 50, TimeUnit.MILLISECONDS);
            model.removeRouteDefinition(definition);
        }
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
            var questions = questions(group, region.name(), trust);
            if (questions.isEmpty()) {
                asked.remove(group.name() + "-" + region.name());
                schedule.remove(group.name(), region.name());
            } else if (wanted.contains(region.name())) {
                var offset = offset(group, seat);
                addRegion(group, region.name(), questions, offset, phase(group, offset));
            }
            seat += questions.isEmpty() ? 0 : 1;
        }
        if (shared && !group.canary().isEmpty()) {
            addCanary(group);
        }
        if (shared && group.throughput().isPresent()) {
            addThroughput(group, group.throughput().get(), trust);
        }
    }

    private static Map<Via, Question> questions(Settings.Group group, String region, TlsTrust trust) {
        var questions = new EnumMap<Via, Question>(Via.class);
        put(questions, group, region, Via.PROBE_URL, group.probe().urls().get(region), trust);
        put(
                questions,
                group,
                region,
                Via.CANDIDATE_URL,
                group.probe().candidateUrls().get(region),
                trust);
        return questions;
    }

    private static void put(
            Map<Via, Question> into, Settings.Group group, String region, Via via, URI uri, TlsTrust trust) {
        if (uri != null) {
            into.put(via, new Question(group.name(), region, via, uri, group.probe(), trust));
        }
    }

    private void addRegion(
            Settings.Group group, String region, Map<Via, Question> questions, Duration offset, Duration phase)
            throws Exception {
        var id = group.name() + "-" + region;
        var breaker = Breakers.forInterval(id, group.probe().interval());
        var probe = new RegionProbe(asker, listener, schedule, group.name(), region, questions);
        asked.put(id, probe);
        var slot = schedule.slot(
                group.name(),
                region,
                group.probe().interval(),
                group.probe().jitterPercent(),
                Breakers.rest(group.probe().interval()),
                offset,
                phase);
        beans.bind("probe-" + id, probe);
        beans.bind("client-" + id, new ProbeClient(probe));
        beans.bind("schedule-" + id, new RouteSchedule(schedule, slot));
        beans.bind("breaker-" + id, breaker);
        var route = TemplatedRouteBuilder.builder(context, "probe")
                .routeId("probe-" + id)
                .parameter("group", group.name())
                .parameter("region", region);
        questions.forEach((via, question) ->
                route.parameter(via == Via.PROBE_URL ? "probeEndpoint" : "candidateEndpoint", endpoint(id, question)));
        route.add();
    }

    private void addCanary(Settings.Group group) throws Exception {
        var rules = CanaryRules.of(group.probe());
        var trust = new TlsTrust(rules.tls());
        var questions = group.canary().stream()
                .map(uri -> new Question(group.name(), "canary", Via.PROBE_URL, uri, rules, trust))
                .toList();
        var slot = schedule.slot(
                group.name(),
                CanaryRules.SLOT,
                group.probe().interval(),
                group.probe().jitterPercent(),
                Duration.ZERO,
                Duration.ZERO);
        beans.bind("canary-" + group.name(), new Canary(asker, canaries, schedule, group.name(), questions));
        beans.bind("schedule-canary-" + group.name(), new RouteSchedule(schedule, slot));
        TemplatedRouteBuilder.builder(context, "canary")
                .routeId("canary-" + group.name())
                .parameter("group", group.name())
                .add();
    }

    private void addThroughput(Settings.Group group, Settings.Throughput how, TlsTrust trust) throws Exception {
        var rules = CanaryRules.download(group.probe());
        var question = new Question(group.name(), "throughput", Via.PROBE_URL, how.url(), rules, trust);
        beans.bind(
                "throughput-" + group.name(),
                new Throughput(
                        asker, question, how.most(), mbits -> listener.slowNetwork(group.name(), mbits, how.delay())));
        var file = how.file().toAbsolutePath();
        TemplatedRouteBuilder.builder(context, "throughput")
                .routeId("throughput-" + group.name())
                .parameter("group", group.name())
                .parameter("interval", how.interval().toMillis())
                .parameter(
                        "first",
                        Math.min(FIRST_DOWNLOAD.toMillis(), how.interval().toMillis()))
                .parameter("minimum", how.minimum())
                .parameter("folder", file.getParent())
                .parameter("file", file.getFileName())
                .add();
    }

    /** Spreads the first probes over min(1 s, interval), the first of all at once. */
    private static Duration offset(Settings.Group group, int seat) {
        var interval = group.probe().interval();
        var spread = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
        return spread.multipliedBy(seat).dividedBy(group.rules().regions().size());
    }

    /**
     * Where there are many regions their grid is as wide as the interval, so that no more than {@value #A_SECOND} of them
     * are due in one second, if that can be. By the golden ratio any number of seats lie evenly, and a few stay
     * together, as they were.
     */
    private Duration phase(Settings.Group group, Duration offset) {
        var span = Duration.ofSeconds(1).multipliedBy(regions).dividedBy(A_SECOND);
        if (span.compareTo(FIRST_WITHIN) <= 0) {
            return offset;
        }
        var interval = group.probe().interval();
        var widest = interval.compareTo(span) < 0 ? interval : span;
        long nanos = (long) (widest.toNanos() * (seats++ * GOLDEN % 1));
        return Duration.ofNanos(Math.max(nanos, offset.toNanos()));
    }

    private static String endpoint(String id, Question question) {
        return question.http()
                ? ProbeHttpComponent.uri(question, "client-" + id)
                : "bean:probe-" + id + "?method=reach";
    }
}
