package dev.detour.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of each upstream in one call, for the answer that all failed. */
final class Tally {
    private final Map<String, Refusals.Tried> tried = new LinkedHashMap<>();

    /** The newest failure of each counts. */
    void failed(Upstream upstream, Failure failure) {
        var status = failure.status() == 0 ? null : Integer.valueOf(failure.status());
        tried.put(upstream.url(), new Refusals.Tried(upstream.url(), failure.text(), status));
    }

    /** It was passed over; what it did itself says more. */
    void passedOver(Upstream upstream, long now) {
        tried.computeIfAbsent(upstream.url(), url -> new Refusals.Tried(url, upstream.whyClosed(now), null));
    }

    List<Refusals.Tried> all() {
        return List.copyOf(tried.values());
    }
}
