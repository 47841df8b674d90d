package dev.detour.datadog;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The options of {@code datadog:}. Not to be changed once an endpoint has started. Never prints its secrets. */
@UriParams
public class DatadogConfiguration implements Cloneable {
    @UriParam(label = "security", secret = true)
    private String apiKey;

    @UriParam(
            defaultValue = "datadoghq.com",
            enums =
                    "datadoghq.com,us3.datadoghq.com,us5.datadoghq.com,datadoghq.eu,ap1.datadoghq.com,ap2.datadoghq.com,ddog-gov.com")
    private String site = "datadoghq.com";

    @UriParam(label = "advanced")
    private String intakeUrl;

    @UriParam
    private String agent;

    @UriParam(label = "proxy", secret = true)
    private String proxy;

    @UriParam
    private String service;

    @UriParam
    private String hostname;

    @UriParam(defaultValue = "camel")
    private String source = "camel";

    @UriParam
    private String tags;

    @UriParam(label = "metrics")
    private String metricName;

    @UriParam(label = "metrics", defaultValue = "gauge", enums = "count,gauge,histogram,distribution,timing,set,check")
    private String metricType = "gauge";

    @UriParam(label = "advanced", defaultValue = "1000")
    private int batchSize = 1000;

    @UriParam(label = "advanced", defaultValue = "1000", javaType = "java.time.Duration")
    private long batchDelay = 1000;

    @UriParam(label = "advanced", defaultValue = "10000")
    private int bufferSize = 10000;

    @UriParam(label = "advanced", defaultValue = "16000000")
    private long bufferBytes = 16000000;

    @UriParam(label = "advanced", defaultValue = "10000", javaType = "java.time.Duration")
    private long requestTimeout = 10000;

    @UriParam(label = "advanced", defaultValue = "1000", javaType = "java.time.Duration")
    private long closeTimeout = 1000;

    public DatadogConfiguration copy() {
        try {
            return (DatadogConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getApiKey() {
        return apiKey;
    }

    /** The API key, which logs and events need. It is sent as a header and is shown nowhere. */
    public void setApiKey(String apiKey) {
        this.apiKey = apiKey;
    }

    public String getSite() {
        return site;
    }

    /** The Datadog site of the account. */
    public void setSite(String site) {
        this.site = site;
    }

    public String getIntakeUrl() {
        return intakeUrl;
    }

    /** Where logs and events go instead of the site's own addresses, such as a relay: https://relay.example.com. Paths are appended. */
    public void setIntakeUrl(String intakeUrl) {
        this.intakeUrl = intakeUrl;
    }

    public String getAgent() {
        return agent;
    }

    /** The agent that takes metrics, and events where there is no API key: host, host:port, udp://host:port, or unix:///path of a stream socket (the agent's dogstatsd_stream_socket). Metrics without it go to localhost:8125. */
    public void setAgent(String agent) {
        this.agent = agent;
    }

    public String getProxy() {
        return proxy;
    }

    /** An HTTP proxy for logs and events: http://[user:password@]host:port. */
    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    public String getService() {
        return service;
    }

    /** The service that logs and events are of. */
    public void setService(String service) {
        this.service = service;
    }

    public String getHostname() {
        return hostname;
    }

    /** The host that logs and events are of. */
    public void setHostname(String hostname) {
        this.hostname = hostname;
    }

    public String getSource() {
        return source;
    }

    /** What made the logs (ddsource): Datadog picks its pipelines by it. */
    public void setSource(String source) {
        this.source = source;
    }

    public String getTags() {
        return tags;
    }

    /** Tags for everything that is sent, comma-separated: env:prod,team:shop. */
    public void setTags(String tags) {
        this.tags = tags;
    }

    public String getMetricName() {
        return metricName;
    }

    /** The name of the metric, or of the service check. */
    public void setMetricName(String metricName) {
        this.metricName = metricName;
    }

    public String getMetricType() {
        return metricType;
    }

    /** The type of the metric; check is a service check. */
    public void setMetricType(String metricType) {
        this.metricType = metricType;
    }

    public int getBatchSize() {
        return batchSize;
    }

    /** Most logs of one request, 1 to 1000. */
    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public long getBatchDelay() {
        return batchDelay;
    }

    /** How long the first log of a request waits for others. */
    public void setBatchDelay(long batchDelay) {
        this.batchDelay = batchDelay;
    }

    public int getBufferSize() {
        return bufferSize;
    }

    /** Most entries that wait while Datadog cannot be reached; beyond it the oldest are dropped, and counted. */
    public void setBufferSize(int bufferSize) {
        this.bufferSize = bufferSize;
    }

    public long getBufferBytes() {
        return bufferBytes;
    }

    /** Most bytes that wait, likewise. */
    public void setBufferBytes(long bufferBytes) {
        this.bufferBytes = bufferBytes;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    /** Total deadline of one request. */
    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getCloseTimeout() {
        return closeTimeout;
    }

    /** How long an endpoint that ends goes on delivering what waits. */
    public void setCloseTimeout(long closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    /** Without the key, and without what the proxy's address may hold. */
    @Override
    public String toString() {
        return "DatadogConfiguration[site=" + site + ", key=" + (apiKey == null ? "none" : "***") + "]";
    }
}
