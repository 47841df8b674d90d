package dev.detour.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What one probe of one region found.
 *
 * @param group the group's name
 * @param region the region's name
 * @param via which URL was asked
 * @param outcome UP, DOWN, or UNKNOWN when this is no evidence
 * @param phase how far it came
 * @param error why it failed; null when UP
 * @param status the HTTP status; null when there was none
 * @param startedAt when it began, on the monotonic timeline
 * @param endedAt when it ended, on the monotonic timeline; not before {@code startedAt}
 * @param text one sentence for people, such as {@code connect refused}; untrusted bytes are already escaped
 * @param certificateDays days until the peer's certificate expires; null without TLS
 */
public record ProbeResult(
        String group,
        String region,
        Via via,
        Outcome outcome,
        Phase phase,
        ErrorClass error,
        Integer status,
        Instant startedAt,
        Instant endedAt,
        String text,
        Integer certificateDays) {
    public ProbeResult {
        Objects.requireNonNull(group);
        Objects.requireNonNull(region);
        Objects.requireNonNull(via);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(phase);
        Objects.requireNonNull(text);
        if (endedAt.isBefore(startedAt)) {
            throw new IllegalArgumentException("ends before it starts: " + startedAt + " … " + endedAt);
        }
    }

    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }
}
