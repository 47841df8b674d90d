package dev.detour.bench.soak;

/**
 * One process of Detour, from its start to its end, by {@link System#nanoTime}.
 *
 * @param ended {@link Long#MAX_VALUE} while it lives
 */
record Life(long started, long ended) {}
