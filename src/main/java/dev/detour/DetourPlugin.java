package dev.detour;

import dev.detour.cli.Failure;
import dev.detour.config.Configuration;
import dev.detour.config.Loaded;
import dev.detour.config.Sources;
import dev.detour.control.Causes;
import dev.detour.log.Log;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * Wires Detour into a context that someone else's main makes, as {@code camel run} does. Camel loads this by itself where
 * our jar is on the class path.
 *
 * <p>Camel only warns about an exception here and starts on, a group unwatched; so a configuration that does not hold
 * ends the JVM, with the status that {@code detour run} would end with. And the plugin runs before the properties are
 * known (measured with 4.17.0): it leaves a customizer, which is called once they are and before the first route.
 */
public final class DetourPlugin implements ContextServicePlugin {
    /** Bound in the registry of a context that Detour's own program wires. */
    static final String WIRED = "detourWired";

    @Override
    public void load(CamelContext context) {
        context.getRegistry().bind("detourPlugin", CamelContextCustomizer.class, (CamelContextCustomizer) this::wire);
    }

    private void wire(CamelContext context) {
        if (context.getRegistry().lookupByName(WIRED) != null || !isOurs(context)) {
            return;
        }
        try {
            var loaded = Commands.load(Sources.of(Path.of("").toAbsolutePath(), System.getenv()), System.err);
            Commands.startLog(loaded, Log.Form.JSON);
            context.getPropertiesComponent().addPropertiesSource(loaded.placeholders());
            var wiring = new Wiring(context, loaded.settings().orElseThrow());
            wiring.metrics().install(context);
            wiring.serve(Optional.empty());
            context.addStartupListener(new Begin(wiring, loaded));
            context.addService(new Ending(wiring));
        } catch (Failure e) {
            end(e.exit(), e.getMessage());
        } catch (Exception e) {
            end(1, Causes.sentence(e));
        }
    }

    /** Contexts of tests and of other programs with our jar beside them are left alone. */
    private static boolean isOurs(CamelContext context) {
        Map<String, String> environment = System.getenv();
        return context.getPropertiesComponent().resolveProperty("detour.groups").isPresent()
                || !context.getPropertiesComponent()
                        .loadProperties(key -> key.startsWith("detour.gateway."))
                        .isEmpty()
                || environment.keySet().stream()
                        .anyMatch(name -> name.equals("DETOUR_GROUPS") || name.startsWith("DETOUR_GATEWAY_"))
                || Configuration.hasPreset(Sources.of(Path.of("").toAbsolutePath(), environment));
    }

    private static void end(int status, String words) {
        System.err.println("detour: " + words);
        System.exit(status);
    }

    /** Begins to watch once every route runs. */
    private record Begin(Wiring wiring, Loaded loaded) implements ExtendedStartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // The routes are not all there yet.
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            try {
                new RouteCheck(context).require(loaded.routeUses());
                wiring.begin();
            } catch (Failure e) {
                // On another thread: the one that starts the context holds locks that the JVM's end waits for.
                new Thread(() -> end(e.exit(), e.getMessage()), "end").start();
            } catch (Exception e) {
                new Thread(() -> end(1, Causes.sentence(e)), "end").start();
            }
        }
    }

    /** Ends with the context. */
    private static final class Ending extends org.apache.camel.support.service.ServiceSupport {
        private final Wiring wiring;

        Ending(Wiring wiring) {
            this.wiring = wiring;
        }

        @Override
        protected void doStop() {
            wiring.close();
        }
    }
}
