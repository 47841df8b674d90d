package dev.detour.act;

import dev.detour.config.FleetHost;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attempts under way, by host: how a connection that a route opens is known to belong to one. A host has at most one
 * ({@link RestartLocks}). Safe from any thread.
 */
public final class HostAttempts {
    private final Map<FleetHost, HostAttempt> underWay = new ConcurrentHashMap<>();

    void begin(HostAttempt attempt) {
        underWay.put(attempt.host().place(), attempt);
    }

    void end(HostAttempt attempt) {
        underWay.remove(attempt.host().place(), attempt);
    }

    /** @throws StepFailedException when this host is not being restarted: nobody else may log in with our keys */
    HostAttempt of(String name, int port) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        FleetHost host = new FleetHost(bare.toLowerCase(Locale.ROOT), port <= 0 ? FleetHost.STANDARD_PORT : port);
        HostAttempt attempt = underWay.get(host);
        if (attempt == null) {
            throw new StepFailedException("no restart of " + host + " is under way");
        }
        return attempt;
    }
}
