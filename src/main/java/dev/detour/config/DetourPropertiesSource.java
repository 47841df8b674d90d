package dev.detour.config;

import java.util.Map;
import org.apache.camel.Ordered;
import org.apache.camel.spi.PropertiesSource;

/**
 * Every effective value, defaults and presets included, as a placeholder in route files; also the file's keys that are not
 * ours. First among the sources, so that a value of the environment wins over the file that Camel may read itself.
 *
 * <p>Secrets are answered when asked for by name, because a route may have to send one. They cannot be listed: this is
 * deliberately not a {@code LoadablePropertiesSource}, so neither Camel's dumps nor its consoles see them. A route should use
 * them in a header, not in an endpoint address, which JMX shows.
 */
public final class DetourPropertiesSource implements PropertiesSource, Ordered {
    private final Map<String, String> values;

    DetourPropertiesSource(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public String getName() {
        return "detour";
    }

    /** The value in force; null for an unknown name, as Camel asks for. */
    @Override
    public String getProperty(String name) {
        return values.get(name);
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST;
    }

    /** Names nothing: Camel logs its sources. */
    @Override
    public String toString() {
        return "DetourPropertiesSource[" + values.size() + " values]";
    }
}
