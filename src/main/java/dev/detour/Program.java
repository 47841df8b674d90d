package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.config.LivePlaceholders;
import dev.detour.config.Loaded;
import dev.detour.config.Sources;
import dev.detour.control.Causes;
import dev.detour.control.Controllers;
import dev.detour.reload.Edition;
import dev.detour.reload.Rejected;
import dev.detour.serve.DemoRegions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ManagementMBeansLevel;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Detour as a program of its own: Camel's main with the shipped or the user's routes, and everything wired to it. */
final class Program implements AutoCloseable {
    /** Camel waits this long for exchanges in flight that hold up an exchange of routes. */
    private static final int GRACE_SECONDS = 1;
    /** And at the end: what had time to end did so with the groups, and the next start takes up the rest. */
    private static final int GRACE_MILLIS_AT_END = 200;

    private final Main main;
    private final Wiring wiring;

    private Program(Main main, Wiring wiring) {
        this.main = main;
        this.wiring = wiring;
    }

    /**
     * Starts watching.
     *
     * @throws Failure when it cannot; nothing was probed, written or restarted then
     */
    static Program start(Loaded loaded) {
        return start(loaded, Optional.empty());
    }

    /** As above; the page breaks and mends the regions of the demo. */
    static Program start(Loaded loaded, Optional<DemoRegions> demo) {
        return start(edition(loaded), demo, Optional.empty(), Optional.empty());
    }

    /**
     * Starts watching.
     *
     * @param files where edits are looked for while it runs; empty to look for none
     * @param broken why the edition is the last good one and not the newest
     * @throws Failure when it cannot; nothing was probed, written or restarted then
     */
    static Program start(Edition edition, Optional<Sources> files, Optional<Rejected> broken) {
        return start(edition, Optional.empty(), files, broken);
    }

    private static Program start(
            Edition edition, Optional<DemoRegions> demo, Optional<Sources> files, Optional<Rejected> broken) {
        var main = new RouteRichMain();
        Wiring wiring = null;
        try {
            var placeholders = prepare(main, edition);
            var context = main.getCamelContext();
            wiring = new Wiring(context, edition.settings());
            wiring.metrics().install(context);
            wiring.serve(demo);
            main.start();
            if (files.isPresent()) {
                wiring.reload(files.get(), edition, placeholders, broken);
            }
            wiring.begin();
            return new Program(main, wiring);
        } catch (Exception e) {
            var failure = failure(main.getCamelContext(), e);
            close(main, Optional.ofNullable(wiring));
            throw failure;
        }
    }

    /** @throws Failure when a route file cannot be read */
    static Edition edition(Loaded loaded) {
        try {
            return Edition.of(loaded);
        } catch (IOException e) {
            throw new Failure(Exit.CONFIGURATION, Causes.sentence(e));
        }
    }

    /** Reads the routes, and sees to it that those are there which the configuration names; nothing is started. */
    static LivePlaceholders prepare(Main main, Edition edition) {
        var placeholders = readRoutes(main, edition);
        new RouteCheck(main.getCamelContext()).require(edition.loaded().routeUses());
        return placeholders;
    }

    /** @throws Failure when a file is no routes */
    static LivePlaceholders readRoutes(Main main, Edition edition) {
        var loaded = edition.loaded();
        configure(main, edition);
        // Before init, in which Camel calls the plugin's customizer.
        main.bind(DetourPlugin.WIRED, true);
        loaded.others().forEach(main::addInitialProperty);
        try {
            main.init();
        } catch (Exception e) {
            throw new Failure(Exit.CONFIGURATION, Causes.sentence(e).strip());
        }
        var context = main.getCamelContext();
        context.getManagementStrategy().setManagementObjectStrategy(new RouteMBeans());
        var placeholders = new LivePlaceholders(loaded.placeholders());
        context.getPropertiesComponent().addPropertiesSource(placeholders);
        return placeholders;
    }

    private static void configure(Main main, Edition edition) {
        // Camel's own hook waits for a run() that never is, while everything goes on: a SIGTERM during the start hung.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        edition.routes().ifPresent(files -> main.setRoutesCollector(files.collector()));
        main.configure()
                .withRoutesIncludePattern("classpath:routes/*.camel.yaml")
                .withJmxManagementMBeansLevel(ManagementMBeansLevel.RoutesOnly)
                .withShutdownTimeout(GRACE_SECONDS)
                .withShutdownSuppressLoggingOnTimeout(true)
                .withShutdownLogInflightExchangesOnTimeout(false)
                .withBeanIntrospectionLoggingLevel(org.apache.camel.LoggingLevel.OFF);
        // Beans are named where they are used; a look for others, by type, is slow, and makes what nobody asked for.
        main.configure().setAutowiredEnabled(false);
        // A step without a route fails at once instead of after half a minute of waiting for one.
        main.addInitialProperty("camel.component.direct.block", "false");
    }

    private static Failure failure(CamelContext context, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure known) {
                return known;
            }
            if (cause instanceof IOException && cause.getMessage() != null) {
                return new Failure(Exit.ERROR, cause.getMessage());
            }
        }
        return new Failure(Exit.CONFIGURATION, RouteCheck.place(context, e) + Causes.sentence(e));
    }

    Controllers controllers() {
        return wiring.controllers();
    }

    int port() {
        return wiring.port();
    }

    /** Ends within three seconds; a step that runs is taken up again by the next start. */
    @Override
    public void close() {
        close(main, Optional.of(wiring));
    }

    private static void close(Main main, Optional<Wiring> wiring) {
        wiring.ifPresent(Wiring::close);
        Optional.ofNullable(main.getCamelContext()).ifPresent(context -> {
            var strategy = context.getShutdownStrategy();
            strategy.setTimeUnit(TimeUnit.MILLISECONDS);
            strategy.setTimeout(GRACE_MILLIS_AT_END);
        });
        main.stop();
    }
}
