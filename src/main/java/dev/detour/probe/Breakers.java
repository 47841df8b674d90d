package dev.detour.probe;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;

/**
 * A breaker per region that damps repeated probes of a failing region and never costs a due one: it opens after three
 * failures in a row, and by the time the schedule asks again it is half open for one trial. (Open for longer, it would
 * stretch the schedule of a region whose probes hang beyond the interval.)
 */
final class Breakers {
    private static final int IN_A_ROW = 3;
    private static final Duration LONGEST = Duration.ofMillis(100);
    private static final int PART = 20;

    private Breakers() {}

    static CircuitBreaker forInterval(String name, Duration interval) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(IN_A_ROW)
                        .minimumNumberOfCalls(IN_A_ROW)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(open(interval))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    /** How long a region is left alone after a probe: a little longer than its breaker stays open. */
    static Duration rest(Duration interval) {
        return open(interval).plusMillis(2);
    }

    /** A twentieth of the interval, 1 to 100 ms: SPEC §4 allows half the interval. */
    private static Duration open(Duration interval) {
        var part = interval.dividedBy(PART);
        if (part.compareTo(LONGEST) > 0) {
            return LONGEST;
        }
        return part.toMillis() < 1 ? Duration.ofMillis(1) : part;
    }
}
