package dev.detour.act;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import javax.security.auth.login.FailedLoginException;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/**
 * camel-ssh's two extension points, bean {@code detourSsh}: its {@code clientBuilder} and its {@code keyPairProvider}.
 * The one client it builds is shared by all endpoints. It connects only to hosts that a restart is under way for, refuses
 * every host key that {@link KnownHosts} does not hold, logs in with the group's key and nothing else, reads none of the
 * user's own SSH configuration, asks a silent host every five seconds whether it is still there, and keeps the last 64 KB
 * of what a command printed. Safe from any thread.
 */
public final class FleetSsh extends ClientBuilder implements KeyPairProvider, AutoCloseable {
    /** To connect, to agree on keys, to log in: each at most so long; the host's own deadline comes on top. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int UNANSWERED = 3;

    private FleetClient client;

    public FleetSsh(HostAttempts attempts) {
        factory(() -> new FleetClient(attempts));
    }

    /** The shared client, started. */
    @Override
    public synchronized SshClient build(boolean isFillWithDefaultValues) {
        if (client == null) {
            client = (FleetClient) super.build(true);
            client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
            client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
            client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
            client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
            client.setAgentFactory(null);
            client.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
            client.setServerKeyVerifier(FleetSession::verify);
            client.setSessionFactory(FleetSession.factory(client));
            CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
            CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED);
            CoreModuleProperties.IDLE_TIMEOUT.set(client, HEARTBEAT.multipliedBy(UNANSWERED + 3));
            CoreModuleProperties.AUTH_TIMEOUT.set(client, PATIENCE);
            CoreModuleProperties.NIO_WORKERS.set(client, 2);
            CoreModuleProperties.STOP_WAIT_TIME.set(client, Duration.ofSeconds(1));
            client.start();
        }
        return client;
    }

    /** The key of the group whose host the session is with. */
    @Override
    public Iterable<KeyPair> loadKeys(SessionContext session) {
        return List.of(key(FleetSession.attempt(session).how().key(), session));
    }

    /** @throws StepFailedException when there is no key in the file that can be used without a passphrase */
    static KeyPair key(Path file, SessionContext session) {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(
                    session, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
            if (keys == null || !keys.iterator().hasNext()) {
                throw new IOException("it holds no private key");
            }
            return keys.iterator().next();
        } catch (FailedLoginException e) {
            throw unusable(file, "it is locked with a passphrase, and nobody is there to be asked for one", e);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable(file, Reason.of(e), e);
        }
    }

    private static StepFailedException unusable(Path file, String why, Exception cause) {
        return new StepFailedException("private key " + file + " cannot be used: " + Printable.of(why), cause);
    }

    /** A connection for the attempt, logged in. To be closed by the caller. */
    ClientSession connect(HostAttempt attempt) throws IOException {
        Host host = attempt.host();
        ClientSession session = build(true)
                .connect(host.user(), host.name(), host.port())
                .verify(PATIENCE)
                .getSession();
        try {
            session.addPublicKeyIdentity(key(attempt.how().key(), session));
            session.auth().verify(PATIENCE);
            return session;
        } catch (IOException | RuntimeException e) {
            session.close(true);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.end();
            client = null;
        }
    }
}
