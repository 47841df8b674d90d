package dev.detour.serve;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the answer to a wrong token is held back, per remote address: longer with each in a row. Right tokens are
 * never held back, so that nobody can lock an operator out. Remembers a bounded number of addresses.
 */
final class Guesses {
    private static final int MOST_ADDRESSES = 1000;
    private static final int MOST_WAITING = 200;
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 3000;
    private static final long FORGET_NANOS = 60_000_000_000L;

    private record Wrong(int count, long at) {}

    private final Map<String, Wrong> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private int waiting;

    /** Milliseconds to hold the answer back, or 0 when too many answers are held back already. */
    synchronized long wrong(String address, long nanos) {
        var before = byAddress.get(address);
        var count = before == null || nanos - before.at() > FORGET_NANOS ? 1 : before.count() + 1;
        byAddress.put(address, new Wrong(count, nanos));
        if (waiting >= MOST_WAITING) {
            return 0;
        }
        waiting++;
        return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(count - 1, 10));
    }

    synchronized void answered() {
        waiting--;
    }
}
