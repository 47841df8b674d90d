package dev.detour.datadog;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Send logs and events to Datadog, and metrics to its agent, in batches and without ever waiting.
 *
 * <p>Logs: the body is the message, or a map that becomes the entry. Events: the body is the text. Metrics: the body is
 * the value. What cannot be delivered waits in a bounded buffer, is tried again, and counted when it is dropped.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "datadog",
        title = "Datadog",
        syntax = "datadog:kind",
        producerOnly = true,
        remote = true,
        category = {Category.MONITORING, Category.SAAS},
        headersClass = DatadogConstants.class)
@Metadata(annotations = "protocol=http")
@ManagedResource(description = "Managed Datadog endpoint")
public class DatadogEndpoint extends DefaultEndpoint implements EndpointServiceLocation {
    @UriPath(description = "What is sent.", enums = "logs,events,metrics")
    @Metadata(required = true)
    private final DatadogKind kind;

    @UriParam
    private final DatadogConfiguration configuration;

    private volatile Courier courier;

    public DatadogEndpoint(
            String uri, DatadogComponent component, DatadogKind kind, DatadogConfiguration configuration) {
        super(uri, component);
        this.kind = kind;
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() {
        return new DatadogProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("nothing comes from datadog:" + kind + "; write it in to, not in from");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        courier = courier();
    }

    private Courier courier() {
        var closing = Duration.ofMillis(configuration.getCloseTimeout());
        var limits = Limits.of(kind, viaAgent(), configuration);
        var outbox = new Outbox(limits, () -> ThreadLocalRandom.current().nextDouble());
        return new Courier("datadog:" + kind, outbox, post(), closing);
    }

    private Post post() {
        if (viaAgent()) {
            var agent = configuration.getAgent();
            boolean none = agent == null || agent.isBlank();
            return new StatsdPost(AgentAddress.of(none ? "localhost" : agent), kind == DatadogKind.events);
        }
        if (blank(configuration.getApiKey())) {
            throw new IllegalArgumentException(
                    "datadog:" + kind + " needs an apiKey" + (kind == DatadogKind.events ? ", or an agent" : ""));
        }
        Site.check(configuration);
        var intake = new Intake(configuration);
        return kind == DatadogKind.logs
                ? new HttpPosts.Logs(intake, configuration)
                : new HttpPosts.Events(intake, configuration);
    }

    /** Metrics always; events where there is an agent and no key. */
    boolean viaAgent() {
        return kind == DatadogKind.metrics
                || (kind == DatadogKind.events && blank(configuration.getApiKey()) && !blank(configuration.getAgent()));
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    @Override
    protected void doStop() throws Exception {
        var ended = courier;
        courier = null;
        if (ended != null) {
            ended.close();
        }
        super.doStop();
    }

    void send(byte[] entry) {
        var open = courier;
        if (open == null) {
            throw new IllegalStateException("datadog:" + kind + " has ended");
        }
        open.send(entry);
    }

    public DatadogKind getKind() {
        return kind;
    }

    public DatadogConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public String getServiceUrl() {
        return viaAgent() ? configuration.getAgent() : configuration.getSite();
    }

    @Override
    public String getServiceProtocol() {
        return viaAgent() ? "dogstatsd" : "https";
    }

    private Outbox.Count count() {
        var open = courier;
        return open == null ? new Outbox.Count(0, 0, 0, 0) : open.count();
    }

    @ManagedAttribute(description = "Entries delivered")
    public long getDelivered() {
        return count().delivered();
    }

    @ManagedAttribute(description = "Entries dropped: pushed out of a full buffer, refused, or too large")
    public long getDropped() {
        return count().dropped();
    }

    @ManagedAttribute(description = "Entries that wait")
    public int getBuffered() {
        return count().kept();
    }

    @ManagedAttribute(description = "Why the last batch did not arrive; empty when it did")
    public String getTrouble() {
        var open = courier;
        return open == null ? "" : open.trouble();
    }
}
