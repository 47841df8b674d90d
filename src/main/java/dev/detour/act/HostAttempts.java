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
    private final ThreadLocal<HostAttempt> ofThread = new ThreadLocal<>();

    void begin(HostAttempt attempt) {
        underWay.put(attempt.host().place(), attempt);
    }

    void end(HostAttempt attempt) {
        underWay.remove(attempt.host().place(), attempt);
    }

    /**
     * From now on this thread works for the attempt and no other: one that was left behind must not take its host's next
     * attempt for its own (DESIGN S5).
     */
    void enter(HostAttempt attempt) {
        ofThread.set(attempt);
    }

    void leave() {
        ofThread.remove();
    }

    /** @throws StepFailedException when this host is not being restarted: nobody else may log in with our keys */
    HostAttempt of(String name, int port) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        FleetHost host = new FleetHost(bare.toLowerCase(Locale.ROOT), port <= 0 ? FleetHost.STANDARD_PORT : port);
        HostAttempt own = ofThread.get();
        HostAttempt attempt = own != null && own.host().place().equals(host) ? own : underWay.get(host);
        if (attempt == null) {
            throw new StepFailedException("no restart of " + host + " is under way");
        }
        return attempt;
    }
}
