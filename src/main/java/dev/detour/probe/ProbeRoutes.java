package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.control.ProbeListener;
import dev.detour.decision.Via;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;

/**
 * Makes routes from the templates in {@code routes/probe.camel.yaml} and {@code throughput.camel.yaml}, and the beans that
 * they call, each under the id of its route.
 */
final class ProbeRoutes {
    /** The network is left to the first probes before it is measured. */
    private static final Duration FIRST_DOWNLOAD = Duration.ofSeconds(10);
    /** A probe in flight is not waited for: it may hang, and is made up for at once. */
    private static final long TO_STOP_MILLIS = 50;

    private final CamelContext context;
    private final ProbeBeans beans;
    private final ProbeListener listener;
    private final Asker asker;
    private final ProbeSchedule schedule;
    private final ExecutorService canaries;

    /** @param canaries where canaries are asked, several at once */
    ProbeRoutes(
            CamelContext context,
            ProbeListener listener,
            Asker asker,
            ProbeSchedule schedule,
            ExecutorService canaries) {
        this.context = context;
        this.beans = ProbeBeans.of(context);
        this.listener = listener;
        this.asker = asker;
        this.schedule = schedule;
        this.canaries = canaries;
    }

    /** The route {@code probe-<group>-<region>}, and what it calls. */
    RegionProbe region(
            Settings.Group group, String region, Map<Via, Question> questions, Duration offset, Duration phase)
            throws Exception {
        var id = group.name() + "-" + region;
        var breaker = Breakers.forInterval(id, group.probe().interval());
        var probe = new RegionProbe(asker, listener, schedule, group.name(), region, questions);
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
        return probe;
    }

    void canary(Settings.Group group) throws Exception {
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

    void throughput(Settings.Group group, Settings.Throughput how, TlsTrust trust) throws Exception {
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

    /** Ends the route of this id, if there is one; its beans stay. */
    void drop(String route) throws Exception {
        var model = (ModelCamelContext) context;
        var definition = model.getRouteDefinition(route);
        if (definition != null) {
            context.getRouteController().stopRoute(route, TO_STOP_MILLIS, TimeUnit.MILLISECONDS);
            // Now, or Camel stops it once more for its definition's sake, and waits for as long as an end may take.
            context.removeRoute(route);
            model.removeRouteDefinition(definition);
        }
    }

    /** Unbinds what a region's route called. */
    void forgetRegion(String id) {
        List.of("probe-", "client-", "schedule-", "breaker-").forEach(name -> beans.unbind(name + id));
    }

    /** Unbinds what the routes called of which a group has one. */
    void forgetShared(String group) {
        List.of("canary-", "schedule-canary-", "throughput-").forEach(name -> beans.unbind(name + group));
    }

    /** Whether the route of this id is one of which a group has one. */
    boolean isShared(String route) {
        var bean = beans.lookupByName(route);
        return bean instanceof Canary || bean instanceof Throughput;
    }

    private static String endpoint(String id, Question question) {
        return question.http()
                ? ProbeHttpComponent.uri(question, "client-" + id)
                : "bean:probe-" + id + "?method=reach";
    }
}
