package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DatadogPeer;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A plain Camel with the component, and a strict Datadog that it tells. */
abstract class DatadogWorld {
    static final String KEY = "0123456789abcdef-k3y";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    DatadogPeer datadog;
    CamelContext camel;
    ProducerTemplate template;
    DatadogConfiguration configuration;

    @BeforeEach
    void start() throws Exception {
        datadog = new DatadogPeer(KEY);
        camel = new DefaultCamelContext();
        var component = camel.getComponent("datadog", DatadogComponent.class);
        configuration = component.getConfiguration();
        configuration.setApiKey(KEY);
        configuration.setIntakeUrl(datadog.uri().toString());
        configuration.setService("shop");
        configuration.setHostname("host-1");
        configuration.setBatchDelay(50);
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
        datadog.close();
        assertThat(datadog.faults()).isEmpty();
    }

    DatadogEndpoint endpoint(String uri) {
        return camel.getEndpoint(uri, DatadogEndpoint.class);
    }
}
