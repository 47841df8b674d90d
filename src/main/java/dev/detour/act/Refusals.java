package dev.detour.act;

import dev.detour.config.FleetHost;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hosts that somebody has to mend before they let us in: asked again after 1, 2, 4 … 10 minutes, however often the step is
 * tried meanwhile, for most hosts ban who knocks too often. A newer decision asks at once. Safe from any thread.
 */
final class Refusals {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofMinutes(10);

    private final Map<FleetHost, Refusal> standing = new ConcurrentHashMap<>();

    private record Refusal(long epoch, String why, Duration pause, long until) {}

    void remember(FleetHost host, long epoch, String why) {
        standing.compute(host, (h, old) -> {
            Duration wait =
                    old == null || old.epoch() != epoch ? FIRST : old.pause().multipliedBy(2);
            Duration bounded = wait.compareTo(LAST) < 0 ? wait : LAST;
            return new Refusal(epoch, why, bounded, System.nanoTime() + bounded.toNanos());
        });
    }

    void forget(FleetHost host) {
        standing.remove(host);
    }

    /** Why the host is not to be asked now; empty when it may be. */
    Optional<String> standing(FleetHost host, long epoch) {
        return Optional.ofNullable(standing.get(host))
                .filter(refusal -> refusal.epoch() == epoch && refusal.until() - System.nanoTime() > 0)
                .map(refusal -> refusal.why() + " (asked again in "
                        + Duration.ofNanos(refusal.until() - System.nanoTime()).toSeconds() + " s)");
    }
}
