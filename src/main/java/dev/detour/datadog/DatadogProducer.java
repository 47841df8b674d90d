package dev.detour.datadog;

import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Makes an entry of the message and leaves it to the endpoint's courier. The message stays as it is. */
class DatadogProducer extends DefaultProducer {
    private final DatadogEndpoint endpoint;
    private final InstantSource clock = InstantSource.system();

    DatadogProducer(DatadogEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        var message = new Given(exchange.getMessage(), endpoint.getConfiguration());
        switch (endpoint.getKind()) {
            case logs -> endpoint.send(LogEntry.of(message));
            case events -> {
                var event = EventEntry.of(message, clock.instant());
                endpoint.send(endpoint.viaAgent() ? Statsd.event(event) : event.json());
            }
            case metrics -> endpoint.send(Statsd.metric(message));
        }
    }
}
