package dev.detour;

import dev.detour.cli.Failure;
import dev.detour.config.Problem;
import dev.detour.control.ProbeListener;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import dev.detour.probe.Probes;
import dev.detour.reload.Edition;
import dev.detour.reload.Rejected;
import dev.detour.reload.Reloader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.main.Main;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultConsumer;

/**
 * Makes everything of an edition in a context of its own, with its own properties, and starts none of it: endpoints are
 * found, beans and placeholders resolved, templates used. The beans are those that run, and nothing calls them here.
 */
final class Trial implements Reloader.Tryout {
    private static final String BEANS = "detour";

    private final Registry running;
    private final Timeline timeline;
    private final Runnable after;

    /**
     * @param running whose beans the routes refer to
     * @param after what is to be done each time that something was tried
     */
    Trial(Registry running, Timeline timeline, Runnable after) {
        this.running = running;
        this.timeline = timeline;
        this.after = after;
    }

    @Override
    public void of(Edition edition) throws Rejected {
        var main = new Borrowing(running);
        try {
            main.configure().withJmxEnabled(false).withSourceLocationEnabled(true);
            main.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new NoServer());
            Program.prepare(main, edition);
            make(main.getCamelContext(), edition);
        } catch (Failure e) {
            var all = routeProblems(edition);
            throw all.isEmpty() ? Rejected.of(e.getMessage()) : Rejected.of(all);
        } catch (Exception e) {
            throw RouteCheck.rejected(main.getCamelContext(), e);
        } finally {
            main.stop();
            after.run();
        }
    }

    @Override
    public List<Problem> routeProblems(Edition edition) {
        return RouteProblems.of(edition);
    }

    private void make(CamelContext context, Edition edition) throws Exception {
        try (var probes = Probes.prepare(context, new Deaf(), timeline, late -> {})) {
            probes.sample(edition.settings());
            context.init();
        }
    }

    /** Camel's main, which finds Detour's own beans where they are, by name and only when a route names them. */
    private static final class Borrowing extends Main {
        Borrowing(Registry lender) {
            registry.addBeanRepository(new Lent(lender));
        }
    }

    private record Lent(Registry lender) implements BeanRepository {
        @Override
        public Object lookupByName(String name) {
            return name.startsWith(BEANS) ? lender.lookupByName(name) : null;
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return name.startsWith(BEANS) ? lender.lookupByNameAndType(name, type) : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.of();
        }
    }

    /** Where HTTP routes are made that nobody can call. */
    private static final class NoServer implements PlatformHttpEngine {
        @Override
        public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            return new NoConsumer(endpoint, processor);
        }
    }

    private static final class NoConsumer extends DefaultConsumer implements PlatformHttpConsumer {
        NoConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }

    /** Whom nobody tells anything. */
    private static final class Deaf implements ProbeListener {
        @Override
        public void probed(ProbeResult result) {
            // Nothing is probed.
        }

        @Override
        public void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt) {
            // Nor asked.
        }

        @Override
        public void slowNetwork(String group, long mbits, Duration delay) {}

        @Override
        public void gap(String group) {
            // Nor missed.
        }

        @Override
        public Via via(String group, String region) {
            return Via.PROBE_URL;
        }
    }
}
