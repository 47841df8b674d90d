package dev.detour.datadog;

import org.apache.camel.spi.Metadata;

/** Headers of a message that say what the endpoint's options say, for that message alone. */
public final class DatadogConstants {
    @Metadata(label = "logs events", description = "The service, instead of the option.", javaType = "String")
    public static final String SERVICE = "CamelDatadogService";

    @Metadata(label = "logs events", description = "The host, instead of the option.", javaType = "String")
    public static final String HOSTNAME = "CamelDatadogHostname";

    @Metadata(description = "More tags, comma-separated: env:prod,team:shop.", javaType = "String")
    public static final String TAGS = "CamelDatadogTags";

    @Metadata(
            label = "logs metrics",
            description = "Of a log: error, warn, info, debug. Of a service check: ok, warning, critical, unknown.",
            javaType = "String")
    public static final String STATUS = "CamelDatadogStatus";

    @Metadata(label = "events", description = "The event's title.", javaType = "String")
    public static final String TITLE = "CamelDatadogTitle";

    @Metadata(
            label = "events",
            description = "How it is shown.",
            javaType = "String",
            enums = "error,warning,info,success")
    public static final String ALERT_TYPE = "CamelDatadogAlertType";

    @Metadata(
            label = "events",
            description = "Events with the same key are shown as one; at most 100 characters.",
            javaType = "String")
    public static final String AGGREGATION_KEY = "CamelDatadogAggregationKey";

    @Metadata(label = "events", description = "The priority.", javaType = "String", enums = "normal,low")
    public static final String PRIORITY = "CamelDatadogPriority";

    @Metadata(
            label = "events",
            description = "When it happened, in seconds since 1970; without it now.",
            javaType = "Long")
    public static final String DATE_HAPPENED = "CamelDatadogDateHappened";

    @Metadata(label = "metrics", description = "The metric's name, instead of the option.", javaType = "String")
    public static final String METRIC_NAME = "CamelDatadogMetricName";

    @Metadata(
            label = "metrics",
            description = "The metric's type, instead of the option.",
            javaType = "String",
            enums = "count,gauge,histogram,distribution,timing,set,check")
    public static final String METRIC_TYPE = "CamelDatadogMetricType";

    private DatadogConstants() {}
}
