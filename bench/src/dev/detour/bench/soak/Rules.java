package dev.detour.bench.soak;

import java.util.List;

/**
 * The times that one group of the soak is configured with, in milliseconds.
 *
 * @param name of the group
 */
record Rules(String name, long interval, long timeout, long outage, int minFailures, long recovery, int minSuccesses) {
    static final List<String> REGIONS = List.of("NAM", "EU", "APAC");

    /** What decides is in the first the time, in the last the count of failures. */
    static final List<Rules> ALL = List.of(
            new Rules("shop", 1000, 800, 6000, 3, 2000, 2),
            new Rules("bank", 2000, 1500, 8000, 3, 2000, 2),
            new Rules("post", 1000, 700, 3000, 8, 2000, 2));

    /** How long a region must fail before it may be left. */
    long patience() {
        return Math.max(outage, (minFailures - 1) * interval);
    }

    /** L1: active DOWN, another eligible, no gate: decided within this. */
    long bound() {
        return patience() + interval + timeout;
    }

    /** From the return of a region to its being eligible, and to the next look at the active one. */
    long returnBound() {
        return Math.max(recovery, (minSuccesses - 1) * interval) + 2 * (interval + timeout);
    }

    /** Fails for so long can never be an outage: a probe begun before it may end, and one begun in it, a timeout later. */
    long longestFlap() {
        return patience() - 2 * timeout - 1000;
    }

    /** @param list {@code NAME=host:port,…} */
    String properties(String list, String restart) {
        return """
                G.regions=%s
                G.probe.url=http://{target}/
                G.probe.interval=%dms
                G.probe.timeout=%dms
                G.probe.jitter=0%%
                G.outage=%dms
                G.min-failures=%d
                G.recovery=%dms
                G.min-successes=%d
                G.cooldown=0s
                G.max-switches=1000/1h
                G.failback=never
                G.env-file=%s.env
                G.env-format=plain
                G.variable.EPOCH={epoch}
                G.variable.REGION={region}
                G.variable.TARGET={target}
                G.restart=exec
                G.restart.command=%s
                """.formatted(list, interval, timeout, outage, minFailures, recovery, minSuccesses, name, restart)
                .replace("G.", "detour.group." + name + ".");
    }
}
