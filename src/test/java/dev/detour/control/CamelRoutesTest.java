package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.decision.Notice;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Telling while routes are exchanged. */
class CamelRoutesTest {
    private static final Notice NOTICE = Notices.warning("g", "it is down");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ReentrantLock open = new ReentrantLock();
    private final AtomicInteger told = new AtomicInteger();
    private CamelRoutes routes;

    @BeforeEach
    void start() throws Exception {
        camel.getComponent("direct", DirectComponent.class).setBlock(false);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:effect").toD("direct:notify-${variable.route}");
                from("direct:notify-broken")
                        .process(e -> told.incrementAndGet())
                        .to("direct:gone");
            }
        });
        camel.start();
        routes = new CamelRoutes(camel.createProducerTemplate(), open);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aNotifyRouteThatAsksForARouteThatIsNotThereRanTwice() {
        assertThatThrownBy(() -> routes.tell("broken", NOTICE)).isInstanceOf(DirectConsumerNotAvailableException.class);
        assertThat(told).hasValue(1);
    }

    @Test
    void whatIsToldWhileItsRouteIsExchangedWaitsForIt() throws Exception {
        open.lock();
        CompletableFuture<Void> telling;
        try {
            telling = CompletableFuture.runAsync(() -> {
                try {
                    routes.tell("late", NOTICE);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await("waits").atMost(Duration.ofSeconds(20)).until(open::hasQueuedThreads);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:notify-late").process(e -> told.incrementAndGet());
                }
            });
        } finally {
            open.unlock();
        }
        telling.get(20, TimeUnit.SECONDS);
        assertThat(told).hasValue(1);
    }
}
