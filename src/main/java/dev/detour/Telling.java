package dev.detour;

import dev.detour.act.NotifyCommand;
import dev.detour.config.Durations;
import dev.detour.datadog.DatadogComponent;
import dev.detour.datadog.DatadogConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * What tells people, wired: made when the first route asks for it, for most need none. Secrets come by their
 * placeholders' names and stand in no endpoint's address.
 */
final class Telling {
    private Telling() {}

    static void bind(CamelContext context) {
        var registry = context.getRegistry();
        Function<String, Optional<String>> values =
                key -> context.getPropertiesComponent().resolveProperty(key);
        registry.bind("datadog", DatadogComponent.class, () -> datadog(context, values));
        registry.bind(
                "detourNotify",
                new NotifyCommand(
                        () -> values.apply("detour.notify.exec.command").orElse(""),
                        () -> values.apply("detour.notify.exec.timeout")
                                .map(Durations::parse)
                                .orElseThrow()));
    }

    private static DatadogComponent datadog(CamelContext context, Function<String, Optional<String>> values) {
        var component = new DatadogComponent();
        component.setCamelContext(context);
        component.setConfiguration(configuration(values));
        return component;
    }

    /** @param values of the configuration, by key */
    static DatadogConfiguration configuration(Function<String, Optional<String>> values) {
        var datadog = new DatadogConfiguration();
        values.apply("detour.datadog.api-key").ifPresent(datadog::setApiKey);
        values.apply("detour.datadog.site").ifPresent(datadog::setSite);
        values.apply("detour.datadog.agent").ifPresent(datadog::setAgent);
        values.apply("detour.datadog.url").ifPresent(datadog::setIntakeUrl);
        values.apply("detour.datadog.proxy").ifPresent(datadog::setProxy);
        values.apply("detour.datadog.tags").ifPresent(datadog::setTags);
        values.apply("detour.service").ifPresent(datadog::setService);
        datadog.setSource("detour");
        // Ending takes three seconds at most, all together.
        datadog.setCloseTimeout(500);
        datadog.setHostname(hostname());
        return datadog;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return null;
        }
    }
}
