package dev.detour.control;

import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.time.Duration;
import java.time.Instant;

/** Where the probing side meets the controllers. Safe from any thread. */
public interface ProbeListener {
    /** A probe ended. Returns once the decision it may have led to is durable and its effects are on their way. */
    void probed(ProbeResult result);

    void canaryProbed(String group, boolean up, Instant startedAt, Instant endedAt);

    /**
     * The network was found to be too slow.
     *
     * @param mbits whole Mbit/s
     * @param delay how long the group is to hold
     */
    void slowNetwork(String group, long mbits, Duration delay);

    /** The schedule of this group had a gap of more than two intervals. */
    void gap(String group);

    /** Which URL a region is to be probed by at this moment. */
    Via via(String group, String region);
}
