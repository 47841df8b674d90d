package dev.detour.config;

/**
 * One value of one layer, as it was given.
 *
 * @param key as spelled there
 * @param raw with its placeholders
 * @param origin where it stands
 */
record Value(String key, String raw, Origin origin) {}
