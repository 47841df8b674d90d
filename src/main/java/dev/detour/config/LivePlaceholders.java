package dev.detour.config;

import org.apache.camel.Ordered;
import org.apache.camel.spi.PropertiesSource;

/** The placeholders of the configuration in force, which a reload exchanges: Camel takes a source once and for all. */
public final class LivePlaceholders implements PropertiesSource, Ordered {
    private volatile DetourPropertiesSource now;

    public LivePlaceholders(DetourPropertiesSource now) {
        this.now = now;
    }

    /** From now on these. */
    public void become(DetourPropertiesSource next) {
        now = next;
    }

    @Override
    public String getName() {
        return now.getName();
    }

    @Override
    public String getProperty(String name) {
        return now.getProperty(name);
    }

    @Override
    public int getOrder() {
        return now.getOrder();
    }

    /** Names nothing: Camel logs its sources. */
    @Override
    public String toString() {
        return now.toString();
    }
}
