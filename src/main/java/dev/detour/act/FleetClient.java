package dev.detour.act;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.future.DefaultConnectFuture;
import org.apache.sshd.common.AttributeRepository;

/** The client that all endpoints share. Each connection carries the attempt that it is for. */
final class FleetClient extends SshClient {
    private final HostAttempts attempts;

    FleetClient(HostAttempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public ConnectFuture connect(
            String username, String host, int port, AttributeRepository context, SocketAddress localAddress)
            throws IOException {
        HostAttempt attempt = attempts.of(host, port);
        AttributeRepository carries = AttributeRepository.ofKeyValuePair(FleetSession.ATTEMPT, attempt);
        // Whoever waits for the answer finds the reason noted.
        DefaultConnectFuture noted = new DefaultConnectFuture(host, null);
        super.connect(username, host, port, carries, localAddress).addListener(future -> {
            if (future.getException() == null) {
                noted.setSession(future.getClientSession());
            } else {
                attempt.refused(words(future.getException()));
                noted.setException(future.getException());
            }
        });
        return noted;
    }

    private static String words(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host name";
            }
        }
        return "cannot connect: " + Printable.of(Reason.of(thrown).toLowerCase(java.util.Locale.ROOT));
    }

    /** Camel stops a producer's client with the producer; this one is shared, and ends with the program. */
    @Override
    public void stop() {
        // see end()
    }

    void end() {
        super.stop();
    }
}
