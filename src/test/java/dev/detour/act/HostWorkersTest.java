package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the threads when a newer decision takes their hosts over. */
class HostWorkersTest {
    private static final int PATIENCE_SECONDS = 20;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HostAttempts attempts = new HostAttempts();
    private final Map<String, Processor> routes = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private HostWorkers workers() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:restart-host").process(exchange -> routes.get(
                                exchange.getMessage().getBody(Host.class).name())
                        .process(exchange));
            }
        });
        camel.start();
        return new HostWorkers(attempts, new HostRoute(camel.createProducerTemplate()));
    }

    @AfterEach
    void stop() {
        over.countDown();
        camel.stop();
    }

    private static HostAttempt attempt(String host, long epoch) {
        return new HostAttempt(new Host("ext-cloud", host, 22, "me", "true"), null, decision(epoch, "EU"));
    }

    /** One whose route waits until the attempt is ended, and ends then. */
    private HostAttempt obedient(String host, CountDownLatch hanging) {
        var asked = new CountDownLatch(1);
        routes.put(host, exchange -> {
            hanging.countDown();
            await(asked);
        });
        var attempt = attempt(host, 1);
        attempt.opened(new HostAttempt.Line() {
            @Override
            public void signal(String name) {
                asked.countDown();
            }

            @Override
            public void cut() {
                // It was asked.
            }
        });
        return attempt;
    }

    /** Runs them on a thread of their own, and interrupts it as soon as all hang. */
    private static Thread superseded(HostWorkers workers, CountDownLatch hanging, List<HostAttempt> hosts)
            throws Exception {
        var step = new Thread(() -> {
            try {
                workers.run(hosts, Duration.ofMinutes(1), (attempt, failure) -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        step.start();
        await(hanging);
        step.interrupt();
        return step;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Its host had ended in time, another of the same wave had not; meanwhile the thread worked for another group. */
    @Test
    @Timeout(60)
    void anInterruptHitWhatTheThreadOfAnEndedHostDidNext() throws Exception {
        var hanging = new CountDownLatch(2);
        var ended = new CompletableFuture<Thread>();
        var obeys = obedient("obeys", hanging);
        var route = routes.get("obeys");
        routes.put("obeys", exchange -> {
            route.process(exchange);
            ended.complete(Thread.currentThread());
        });
        routes.put("hangs", exchange -> {
            hanging.countDown();
            await(over);
        });
        var workers = workers();
        var step = superseded(workers, hanging, List.of(obeys, attempt("hangs", 1)));
        var idle = ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> idle.getState() != Thread.State.RUNNABLE);

        // As many as take the idle thread, be it to work for one of them or to watch its deadline.
        var others = IntStream.range(0, 8)
                .mapToObj(n -> obedient("other" + n, new CountDownLatch(1)))
                .toList();
        var failures = new ConcurrentLinkedQueue<String>();
        workers.run(others, Duration.ofSeconds(1), (attempt, failure) -> failures.add(failure.orElse("none")));

        assertThat(failures).hasSize(8).containsOnly("did not end within 1 s");
        step.join();
    }

    @Test
    void aThreadThatWasLeftBehindTookTheHostsNextAttemptForItsOwn() throws Exception {
        var hanging = new CountDownLatch(1);
        var found = new CompletableFuture<HostAttempt>();
        routes.put("web1", exchange -> {
            hanging.countDown();
            while (over.getCount() > 0) {
                try {
                    await(over);
                } catch (InterruptedException e) {
                    // The worst that a route can do: it goes on.
                }
            }
            found.complete(attempts.of("web1", 22));
        });
        var old = attempt("web1", 1);
        superseded(workers(), hanging, List.of(old)).join();

        var newer = attempt("web1", 2);
        attempts.begin(newer);
        over.countDown();

        assertThat(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isSameAs(old);
        assertThat(attempts.of("web1", 22)).isSameAs(newer);
        assertThat(old.ended()).isPresent();
    }
}
