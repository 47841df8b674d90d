package dev.detour.gateway;

/**
 * How many retries a service may make: a share of the requests of the last 10 s, and at least 10 a second. Without it
 * every client's request becomes several while the upstreams are weakest.
 */
final class RetryBudget {
    private static final int SECONDS = 10;
    private static final int LEAST = 10 * SECONDS;

    private final int percent;
    private final long[] requests = new long[SECONDS];
    private final long[] retries = new long[SECONDS];
    private long second;

    RetryBudget(int percent) {
        this.percent = percent;
    }

    void request(long nanos) {
        requests[slot(nanos)]++;
    }

    /** @return false when it is used up */
    boolean take(long nanos) {
        var slot = slot(nanos);
        var allowed = Math.max(LEAST, sum(requests) * percent / 100);
        if (sum(retries) >= allowed) {
            return false;
        }
        retries[slot]++;
        return true;
    }

    private int slot(long nanos) {
        var now = nanos / 1_000_000_000L;
        for (var gone = Math.max(second + 1, now - SECONDS + 1); gone <= now; gone++) {
            requests[(int) Math.floorMod(gone, SECONDS)] = 0;
            retries[(int) Math.floorMod(gone, SECONDS)] = 0;
        }
        second = Math.max(second, now);
        return (int) Math.floorMod(second, SECONDS);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (var count : counts) {
            sum += count;
        }
        return sum;
    }
}
