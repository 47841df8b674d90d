package dev.detour.gateway;

import java.util.List;

/** The gateway as the API shows it (SPEC §8), field by field. */
public final class GatewayView {
    private GatewayView() {}

    /** @param waiting requests that wait for their turn under {@code rate} */
    public record Service(String service, long requests, int waiting, List<Upstream> upstreams) {}

    /**
     * @param breaker {@code closed}, {@code open} or {@code half-open}
     * @param forced by an operator
     * @param health {@code UP}, {@code DOWN} or {@code UNKNOWN}
     * @param lastErrorAt RFC 3339, or null
     * @param requests calls made
     */
    public record Upstream(
            String url,
            String breaker,
            boolean forced,
            String health,
            String lastError,
            String lastErrorAt,
            long requests,
            long failures) {}
}
