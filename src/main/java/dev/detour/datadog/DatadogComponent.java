package dev.detour.datadog;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component {@code datadog}. Its configuration is what endpoints begin with. */
@Component("datadog")
public class DatadogComponent extends DefaultComponent {
    @Metadata(description = "What every endpoint begins with.")
    private DatadogConfiguration configuration = new DatadogConfiguration();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new DatadogEndpoint(uri, this, DatadogKind.of(remaining), configuration.copy());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public DatadogConfiguration getConfiguration() {
        return configuration;
    }

    /** What every endpoint begins with. */
    public void setConfiguration(DatadogConfiguration configuration) {
        this.configuration = configuration;
    }
}
