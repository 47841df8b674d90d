package dev.detour.act;

import dev.detour.config.FleetHost;

/**
 * One host of a fleet, as the route {@code restart-host} gets it in the body.
 *
 * @param group of which it is a host
 * @param name without its port
 * @param user who logs in
 * @param command filled in for the decision, and quoted for the host's shell
 */
public record Host(String group, String name, int port, String user, String command) {
    /** What stands in a URI after the user: {@code web1:22}, {@code [::1]:22}. */
    public String address() {
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    }

    FleetHost place() {
        return new FleetHost(name, port);
    }

    /** As it was configured; without the command, whose arguments may be secret. */
    @Override
    public String toString() {
        return place().toString();
    }
}
