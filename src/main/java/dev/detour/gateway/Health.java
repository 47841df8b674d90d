package dev.detour.gateway;

/** What is known of an upstream, by traffic or by a look of our own. */
enum Health {
    UP,
    DOWN,
    UNKNOWN
}
