package dev.detour.serve;

import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last poll of each region's {@code /metric}, so that people see who scales by it. Bounded by the regions. */
public final class Polls {
    private final Map<String, Map<String, Poll>> byGroup = new ConcurrentHashMap<>();

    /**
     * Who asks, as far as the connection and the client itself say; what a proxy claims is not looked at.
     *
     * @param address null when there is none
     * @param agent what it calls itself; null when it does not
     */
    record Caller(SocketAddress address, String agent) {
        /** For people: on one line, of bounded length. Made when someone looks, for there are many polls and few looks. */
        String words() {
            return (address == null ? "?" : address.hostAddress()) + (agent == null ? "" : " " + Texts.shown(agent));
        }
    }

    /**
     * @param at on the monotonic timeline
     * @param value what it was told
     * @param replicas whether it had asked for a number of replicas
     */
    record Poll(String region, Caller by, Instant at, long value, boolean replicas) {}

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
