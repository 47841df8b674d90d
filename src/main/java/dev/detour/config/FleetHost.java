package dev.detour.config;

/**
 * A host that is reached by SSH.
 *
 * @param name as configured, in lower case; an IPv6 address without brackets
 * @param port from 1 to 65535
 */
public record FleetHost(String name, int port) {
    public static final int STANDARD_PORT = 22;

    /** {@code web1}, {@code web1:2222} or {@code [::1]:2222}: as a person would write it. */
    @Override
    public String toString() {
        String bracketed = name.indexOf(':') < 0 ? name : "[" + name + "]";
        return port == STANDARD_PORT ? bracketed : bracketed + ":" + port;
    }
}
