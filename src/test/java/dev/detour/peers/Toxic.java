package dev.detour.peers;

import java.io.IOException;

/** How a {@link FaultPeer} treats one connection. {@link Toxics} has the usual ones; a lambda does for the rest. */
@FunctionalInterface
public interface Toxic {
    /** Serves the connection; when it returns the connection is closed in good order. */
    void serve(Line line) throws IOException, InterruptedException;
}
