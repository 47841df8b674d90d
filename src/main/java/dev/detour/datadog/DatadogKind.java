package dev.detour.datadog;

/** What an endpoint sends. In lower case, as it stands in addresses. */
public enum DatadogKind {
    logs,
    events,
    metrics;

    static DatadogKind of(String text) {
        for (var kind : values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "datadog:" + text + ": write datadog:logs, datadog:events or datadog:metrics");
    }
}
