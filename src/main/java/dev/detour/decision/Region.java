package dev.detour.decision;

import java.util.Objects;

/**
 * One region of a group, as configured.
 *
 * @param name {@code [A-Za-z0-9_-]{1,32}}
 * @param target what the name stands for: a host or a URL
 * @param role how willingly it is chosen
 */
public record Region(String name, String target, Role role) {
    /** How willingly a region is chosen (SPEC §3); best first. */
    public enum Role {
        PREFERRED,
        ALLOWED,
        LAST_RESORT,
        NEVER
    }

    public Region {
        Objects.requireNonNull(name);
        Objects.requireNonNull(target);
        Objects.requireNonNull(role);
    }
}
