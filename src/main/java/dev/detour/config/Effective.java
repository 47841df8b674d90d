package dev.detour.config;

/**
 * One value as it is in force, as {@code check -v} shows it.
 *
 * @param value with its placeholders filled in; {@code ***} for a secret
 */
public record Effective(String key, String value, Origin origin, boolean secret) {}
