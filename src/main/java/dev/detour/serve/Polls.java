package dev.detour.serve;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last poll of each region's {@code /metric}, so that people see who scales by it. Bounded by the regions. */
public final class Polls {
    private final Map<String, Map<String, Poll>> byGroup = new ConcurrentHashMap<>();

    /**
     * @param by the client's address and what it calls itself
     * @param at on the monotonic timeline
     * @param value what it was told
     * @param replicas whether it had asked for a number of replicas
     */
    record Poll(String region, String by, Instant at, long value, boolean replicas) {}

    /** @param group a known one, as is the poll's region */
    void note(String group, Poll poll) {
        byGroup.computeIfAbsent(group, name -> new ConcurrentHashMap<>()).put(poll.region(), poll);
    }

    /** By region name. */
    List<Poll> of(String group) {
        return byGroup.getOrDefault(group, Map.of()).values().stream()
                .sorted(Comparator.comparing(Poll::region))
                .toList();
    }
}
