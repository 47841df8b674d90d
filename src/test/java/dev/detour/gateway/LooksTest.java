package dev.detour.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.serve.MemoryGroups;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LooksTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** It held all threads of the API, one more with each look, and what was asked of them queued without end. */
    @Test
    void resolverThatHangsHoldsOneThreadOfItsOwnAndIsAskedOnce() throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        var silence = new CountDownLatch(1);
        var asked = new AtomicInteger();
        var looks = new Looks(vertx, Duration.ofMillis(20), host -> {
            asked.incrementAndGet();
            awaitQuietly(silence);
        });
        try {
            var service = new LiveService(world(vertx), Gate.service("shop", List.of("http://black.hole.invalid:1")));
            var rounds = new AtomicInteger();
            vertx.runOnContext(now -> {
                looks.at(List.of(service));
                vertx.setPeriodic(20, tick -> rounds.incrementAndGet());
            });
            Awaitility.await().atMost(BOUND).until(() -> asked.get() == 1);
            var before = rounds.get();
            Awaitility.await().atMost(BOUND).until(() -> rounds.get() > before + 5);

            var api = vertx.executeBlocking(() -> "answer", false).toCompletionStage();
            assertThat(api.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("answer");
            assertThat(asked).hasValue(1);

            silence.countDown();
            Awaitility.await().atMost(BOUND).until(() -> asked.get() > 1);
        } finally {
            silence.countDown();
            var ended = new CompletableFuture<Void>();
            vertx.runOnContext(now -> {
                looks.at(List.of());
                ended.complete(null);
            });
            ended.get(10, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static World world(Vertx vertx) {
        return new World(
                vertx,
                new MemoryGroups(),
                new SimpleMeterRegistry(),
                World.Followed.NOTHING,
                service -> Cache.OFF,
                World.Through.NONE);
    }
}
