package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.config.Settings;
import dev.detour.control.ProbeListener;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.ObjectName;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The shipped routes on a real Camel context. */
class ProbeRoutesTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Heard heard = new Heard();
    private final Rules rules = new Rules();
    private FaultPeer peer;
    private Probes probes;

    @BeforeEach
    void listen() throws IOException {
        peer = FaultPeer.http(Toxics.ok());
    }

    @AfterEach
    void close() throws IOException {
        if (probes != null) {
            probes.close();
        }
        context.close();
        peer.close();
    }

    @Test
    void everyRegionIsProbedByItsOwnRoute() throws Exception {
        rules.region("EU", peer.uri("/eu?q=1")).region("US", peer.tcp());
        start(rules.group("g"));

        await().atMost(BOUND)
                .until(() -> heard.of("EU").size() >= 3 && heard.of("US").size() >= 3);

        assertThat(context.getRoute("probe-g-EU").getDescription()).isEqualTo("Asks one region on its schedule.");
        assertThat(context.getRoute("probe-g-EU").getGroup()).isEqualTo("probe");
        assertThat(heard.of("EU")).allMatch(r -> r.outcome() == Outcome.UP && r.status() == 200);
        assertThat(heard.of("US")).allMatch(r -> r.outcome() == Outcome.UP && r.phase() == Phase.CONNECT);
        assertThat(peer.seen().get(0).line()).isEqualTo("GET /eu?q=1 HTTP/1.1");
        assertThat(peer.seen().get(0).headers()).hasSize(4);
    }

    @Test
    void failuresComeThroughTheBreakerAtTheFullRate() throws Exception {
        rules.region("EU", peer.now(Toxics.status(503)).uri("/"));
        start(rules.group("g"));

        await().atMost(BOUND).until(() -> heard.of("EU").size() >= 11);

        assertThat(heard.of("EU")).allMatch(r -> r.outcome() == Outcome.DOWN && r.error() == ErrorClass.STATUS);
        assertThat(heard.span("EU", 0, 10)).as("ten intervals").isBetween(ms(1700), ms(2300));
        assertThat(breaker("g-EU").getState()).isNotEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aRegionThatHangsBeyondItsIntervalIsStillProbedBackToBack() throws Exception {
        rules.interval = ms(150);
        rules.timeout = ms(250);
        rules.region("EU", peer.now(Toxics.SILENT).uri("/"));
        start(rules.group("g"));

        await().atMost(BOUND).until(() -> heard.of("EU").size() >= 7);

        assertThat(heard.of("EU")).allMatch(r -> r.error() == ErrorClass.TIMEOUT);
        assertThat(heard.span("EU", 0, 6)).isLessThan(ms(6 * 330));
    }

    @Test
    void anOpenBreakerGivesNoEvidence() throws Exception {
        rules.region("EU", peer.uri("/")).region("US", peer.uri("/"));
        start(rules.group("g"));
        await().atMost(BOUND).until(() -> heard.of("EU").size() >= 2);

        breaker("g-EU").transitionToForcedOpenState();
        await().pollDelay(ms(100)).atMost(BOUND).until(() -> true);
        int then = heard.of("EU").size();
        int others = heard.of("US").size();
        await().atMost(BOUND).until(() -> heard.of("US").size() >= others + 4);
        assertThat(heard.of("EU")).hasSize(then);

        breaker("g-EU").transitionToClosedState();
        await().atMost(BOUND).until(() -> heard.of("EU").size() > then);
    }

    @Test
    void aRegionThatMendsIsSeenAtTheNextProbe() throws Exception {
        rules.region("EU", peer.now(Toxics.resetAtOnce()).uri("/"));
        start(rules.group("g"));
        await().atMost(BOUND).until(() -> heard.of("EU").size() >= 5);
        peer.now(Toxics.ok());
        var mended = heard.clock.now();

        await().atMost(BOUND).until(() -> heard.last("EU").outcome() == Outcome.UP);

        assertThat(Duration.between(mended, heard.last("EU").endedAt())).isLessThan(ms(500));
    }

    @Test
    @DisplayName("L4: k hung peers delay no other")
    void hungPeersDelayNoOther() throws Exception {
        rules.timeout = Duration.ofSeconds(20);
        try (var silent = FaultPeer.http(Toxics.SILENT)) {
            for (int i = 0; i < 10; i++) {
                rules.region("HUNG" + i, silent.uri("/"));
            }
            rules.region("EU", peer.uri("/"));
            start(rules.group("g"));

            await().atMost(BOUND).until(() -> heard.of("EU").size() >= 11);

            for (int i = 1; i < 11; i++) {
                assertThat(heard.span("EU", i - 1, i)).isLessThan(ms(200 + 250));
            }
        }
    }

    /** An edit in the middle of an outage took a second for each probe that hung, and their results with it. */
    @Test
    void remakingWaitsForNoProbeThatHangsAndLosesNoneOfTheirResults() throws Exception {
        rules.timeout = ms(3000);
        try (var silent = FaultPeer.http(Toxics.SILENT)) {
            rules.region("A", silent.uri("/")).region("B", silent.uri("/")).region("C", silent.uri("/"));
            start(rules.group("g"));
            await().atMost(BOUND).until(() -> silent.connections() == 3);

            var began = heard.clock.now();
            probes.remake(rules.group("g"), Set.of("A", "B", "C"), true);
            var ended = heard.clock.now();

            assertThat(Duration.between(began, ended))
                    .as("less than Camel would wait for one of them, which is 2 s here")
                    .isLessThan(ms(2000));
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.results.size() >= 6);
            assertThat(heard.results.subList(0, 3))
                    .as("by the routes that are no more")
                    .allMatch(r ->
                            r.error() == ErrorClass.TIMEOUT && r.startedAt().isBefore(began));
            assertThat(heard.results.subList(3, 6))
                    .as("by those that were made anew, after the others had ended")
                    .allMatch(r ->
                            r.error() == ErrorClass.TIMEOUT && r.startedAt().isAfter(ended));
        }
    }

    @Test
    void theActiveRegionIsAskedByTheProbeUrlTheOthersByTheirCandidateUrl() throws Exception {
        rules.region("EU", peer.uri("/lookup")).region("US", peer.uri("/lookup"));
        rules.candidates.put("EU", peer.tcp());
        heard.active = "EU";
        start(rules.group("g"));

        await().atMost(BOUND).until(() -> heard.of("EU").size() >= 3);
        assertThat(heard.of("EU")).allMatch(r -> r.via() == Via.PROBE_URL && r.phase() == Phase.BODY);
        assertThat(heard.of("US")).as("no candidate URL: unprobed").isEmpty();

        heard.active = "US";
        await().atMost(BOUND).until(() -> heard.of("US").size() >= 2);
        await().atMost(BOUND).until(() -> heard.last("EU").via() == Via.CANDIDATE_URL);
        assertThat(heard.last("EU").phase()).isEqualTo(Phase.CONNECT);
        assertThat(heard.last("EU").outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    void stoppingTheRouteByJmxStopsThatProbeAndStartingResumes() throws Exception {
        rules.region("EU", peer.uri("/")).region("US", peer.uri("/"));
        start(rules.group("g"));
        await().atMost(BOUND).until(() -> !heard.of("EU").isEmpty());

        jmx("probe-g-EU", "stop");
        int then = heard.of("EU").size();
        int others = heard.of("US").size();
        await().atMost(BOUND).until(() -> heard.of("US").size() >= others + 4);
        assertThat(heard.of("EU")).hasSize(then);

        jmx("probe-g-EU", "start");
        await().atMost(BOUND).until(() -> heard.of("EU").size() >= then + 2);
    }

    @Test
    @Fault("G9")
    @DisplayName("G9: a header in Camel's name space steers nothing and goes nowhere")
    void camelHeadersGoNowhere() throws Exception {
        try (var trap = FaultPeer.http(Toxics.ok())) {
            rules.region("EU", peer.uri("/"));
            context.getCamelContextExtension().addInterceptStrategy((camel, definition, target, next) -> exchange -> {
                if (exchange.getFromRouteId() != null
                        && exchange.getFromRouteId().startsWith("probe-")
                        && exchange.getVariable("poisoned") == null) {
                    exchange.setVariable("poisoned", true);
                    exchange.getIn().setHeader("CamelHttpUri", trap.uri("/").toString());
                    exchange.getIn().setHeader("CamelHttpMethod", "POST");
                    exchange.getIn().setHeader("X-Stray", "1");
                }
                target.process(exchange);
            });
            start(rules.group("g"));

            await().atMost(BOUND).until(() -> heard.of("EU").size() >= 2);

            assertThat(trap.connections()).isZero();
            assertThat(peer.seen()).allSatisfy(request -> {
                assertThat(request.line()).startsWith("GET / ");
                assertThat(request.headers()).noneMatch(h -> h.startsWith("Camel") || h.startsWith("X-Stray"));
            });
        }
    }

    @Test
    void oneCanaryThatAnswersIsEnough() throws Exception {
        rules.region("EU", peer.uri("/"));
        try (var silent = FaultPeer.http(Toxics.SILENT);
                var grumpy = FaultPeer.http(Toxics.status(404))) {
            var closed = URI.create("http://127.0.0.1:" + FaultPeer.closedPort() + "/");
            rules.canary = List.of(closed, silent.uri("/"), grumpy.uri("/"));
            start(rules.group("g"));

            await().atMost(BOUND).until(() -> heard.canaries.size() >= 3);
            assertThat(heard.canaries).doesNotContain(false);

            grumpy.now(Toxics.status(502));
            await().atMost(BOUND).until(() -> heard.canaries.contains(false));
            assertThat(context.getRoute("canary-g").getDescription())
                    .isEqualTo("Asks the canaries of one group on its schedule.");
        }
    }

    @Test
    void theViewHoldsTheLatestOfEveryRegion() {
        var evidence = new Evidence();
        evidence.merge(null, result("EU", Outcome.UP));
        evidence.merge(null, result("US", Outcome.UP));

        var view = evidence.merge(null, result("EU", Outcome.DOWN));

        assertThat(view.newest().outcome()).isEqualTo(Outcome.DOWN);
        assertThat(view.latest()).hasSize(2);
        assertThat(view.latest().get("EU")).isSameAs(view.newest());
    }

    @Test
    @DisplayName("from a probe's end to the controller takes less than 2 ms in the median")
    void theControllerHearsAtOnce() throws Exception {
        rules.interval = ms(20);
        rules.region("EU", peer.uri("/"));
        start(rules.group("g"));

        await().atMost(Duration.ofSeconds(10)).until(() -> heard.of("EU").size() >= 150);

        var micros = heard.delays.stream()
                .skip(50)
                .mapToLong(d -> d.toNanos() / 1000)
                .sorted()
                .toArray();
        System.out.printf(
                "probe end to controller: median %d us, p90 %d us, max %d us%n",
                micros[micros.length / 2], micros[micros.length * 9 / 10], micros[micros.length - 1]);
        assertThat(micros[micros.length / 2]).isLessThan(2000);
    }

    @Test
    void probeOnceTellsThePhases() throws Exception {
        rules.region("EU", peer.now(Toxics.latency(ms(60), Toxics.ok())).uri("/"));

        var report = ProbeOnce.run(rules.group("g"), "EU", Via.PROBE_URL, Rules.timeline());

        assertThat(report.result().outcome()).isEqualTo(Outcome.UP);
        assertThat(report.firstByte()).isGreaterThanOrEqualTo(ms(55));
        assertThat(report.total()).isGreaterThanOrEqualTo(report.firstByte().plus(report.connect()));
        assertThat(report.tls()).isZero();
    }

    private void start(Settings.Group... groups) throws Exception {
        context.getRegistry().bind("detourControl", heard);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:routes/probe.camel.yaml"));
        probes = Probes.install(context, Rules.settings(groups), heard, heard.clock, late -> {});
        context.getShutdownStrategy().setTimeout(2);
        context.start();
    }

    private CircuitBreaker breaker(String id) {
        return context.getRegistry().lookupByNameAndType("breaker-" + id, CircuitBreaker.class);
    }

    private void jmx(String route, String operation) throws Exception {
        var server = context.getManagementStrategy().getManagementAgent().getMBeanServer();
        var names = server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=routes,name=\""
                        + route + "\",*"),
                null);
        assertThat(names).hasSize(1);
        server.invoke(names.iterator().next(), operation, new Object[0], new String[0]);
    }

    private static ProbeResult result(String region, Outcome outcome) {
        var at = Instant.parse("2026-11-20T08:00:00Z");
        return new ProbeResult("g", region, Via.PROBE_URL, outcome, Phase.BODY, null, 200, at, at, "x", null);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** The controller's ear. */
    public static final class Heard implements ProbeListener {
        final dev.detour.decision.Timeline clock = Rules.timeline();
        final List<ProbeResult> results = new CopyOnWriteArrayList<>();
        final List<Duration> delays = new CopyOnWriteArrayList<>(new ArrayList<>());
        final List<Boolean> canaries = new CopyOnWriteArrayList<>();
        final List<Long> slow = new CopyOnWriteArrayList<>();
        volatile String active;

        @Override
        public void probed(ProbeResult result) {
            delays.add(Duration.between(result.endedAt(), clock.now()));
            results.add(result);
        }

        @Override
        public void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {
            canaries.add(up);
        }

        @Override
        public void slowNetwork(String group, long mbits, Duration delay) {
            slow.add(mbits);
        }

        @Override
        public void gap(String group) {}

        @Override
        public Via via(String group, String region) {
            return active == null || active.equals(region) ? Via.PROBE_URL : Via.CANDIDATE_URL;
        }

        List<ProbeResult> of(String region) {
            return results.stream().filter(r -> r.region().equals(region)).toList();
        }

        ProbeResult last(String region) {
            var all = of(region);
            return all.get(all.size() - 1);
        }

        Duration span(String region, int from, int to) {
            var all = of(region);
            return Duration.between(all.get(from).endedAt(), all.get(to).endedAt());
        }
    }
}
