package dev.detour.act;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.future.DefaultAuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.PtyChannelConfigurationHolder;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A connection to one host for one attempt. It asks the host for such keys as are known of it, as ssh(1) does: a host has
 * keys of several types, and any but a known one would look like a changed one.
 */
final class FleetSession extends ClientSessionImpl implements HostAttempt.Line {
    static final AttributeRepository.AttributeKey<HostAttempt> ATTEMPT = new AttributeRepository.AttributeKey<>();

    private volatile ChannelExec command;

    private FleetSession(SshClient client, IoSession io) throws Exception {
        super(client, io);
        attempt().opened(this);
        addCloseFutureListener(closed -> attempt().closed(this));
    }

    static SessionFactory factory(SshClient client) {
        return new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession ioSession) throws Exception {
                return new FleetSession(client, ioSession);
            }
        };
    }

    static HostAttempt attempt(SessionContext session) {
        return ((FleetSession) session).attempt();
    }

    private HostAttempt attempt() {
        return getConnectionContext().getAttribute(ATTEMPT);
    }

    /** The client's server key verifier. */
    static boolean verify(ClientSession session, SocketAddress remote, PublicKey key) {
        HostAttempt attempt = attempt(session);
        Optional<String> whyNot;
        try {
            whyNot = KnownHosts.read(attempt.how().knownHosts())
                    .whyNot(attempt.host().place(), key);
        } catch (StepFailedException e) {
            whyNot = Optional.of(e.getMessage());
        }
        whyNot.ifPresent(attempt::refusedForGood);
        return whyNot.isEmpty();
    }

    @Override
    protected String resolveAvailableSignaturesProposal(FactoryManager manager) {
        List<String> all = NamedResource.getNameList(getSignatureFactories());
        Set<String> known = KnownHosts.read(attempt().how().knownHosts())
                .types(attempt().host().place());
        List<String> fitting =
                all.stream().filter(name -> KnownHosts.fits(name, known)).toList();
        return String.join(",", fitting.isEmpty() ? all : fitting);
    }

    @Override
    public void exceptionCaught(Throwable thrown) {
        String words = Reason.of(thrown);
        if (words.contains("host key") || words.contains("server-host-key")) {
            attempt()
                    .refusedForGood("the host has no key of a type that is known of it: look at "
                            + KnownHosts.read(attempt().how().knownHosts())
                                    .place(attempt().host().place()));
        } else {
            attempt().refused("the connection broke: " + Printable.of(words));
        }
        super.exceptionCaught(thrown);
    }

    /** Whoever waits for the answer finds the reason noted. */
    @Override
    public AuthFuture auth() throws IOException {
        DefaultAuthFuture noted = new DefaultAuthFuture(attempt().host(), null);
        super.auth().addListener(done -> {
            if (done.isSuccess()) {
                noted.setAuthed(true);
                return;
            }
            if (refused(done.getException()) && attempt().ended().isEmpty()) {
                attempt()
                        .refusedForGood("the host lets " + getUsername() + " not in with the key "
                                + attempt().how().key() + "; no password is ever tried");
            }
            noted.setException(done.getException() == null ? new IOException("not logged in") : done.getException());
        });
        return noted;
    }

    /** A connection that breaks while logging in is no refusal. */
    private static boolean refused(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SshException known
                    && known.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ChannelExec createExecChannel(
            String line, Charset charset, PtyChannelConfigurationHolder pty, Map<String, ?> environment)
            throws IOException {
        attempt().ended().ifPresent(why -> {
            throw new StepFailedException(why);
        });
        ChannelExec channel = new Kept(line, charset, pty, environment, attempt());
        getConnectionService().registerChannel(channel);
        command = channel;
        return channel;
    }

    /** RFC 4254, 6.9. OpenSSH 7.9 and newer hands it to the command's process group, unless it is root's. */
    @Override
    public void signal(String name) {
        ChannelExec running = command;
        if (running == null || !running.isOpen() || running.getExitStatus() != null) {
            return;
        }
        try {
            Buffer buffer = createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 32);
            buffer.putUInt(running.getRecipient());
            buffer.putString("signal");
            buffer.putBoolean(false);
            buffer.putString(name);
            writePacket(buffer);
        } catch (IOException | RuntimeException e) {
            log.debug("signal {} not sent to {}", name, attempt().host(), e);
        }
    }

    @Override
    public void cut() {
        close(true);
    }

    /** A command whose output is kept in the attempt, the last 64 KB of it; Camel gets the first 64 KB. */
    private static final class Kept extends ChannelExec {
        private final HostAttempt attempt;

        Kept(
                String line,
                Charset charset,
                PtyChannelConfigurationHolder pty,
                Map<String, ?> environment,
                HostAttempt attempt) {
            super(line, charset, pty, environment);
            this.attempt = attempt;
        }

        @Override
        protected void doOpen() throws IOException {
            attempt.sent();
            super.doOpen();
        }

        @Override
        public void setOut(OutputStream out) {
            super.setOut(new Tee(out, attempt.output()));
        }

        @Override
        public void setErr(OutputStream err) {
            super.setErr(new Tee(err, attempt.output()));
        }
    }

    private static final class Tee extends OutputStream {
        private final OutputStream first;
        private final OutputRing ring;
        private int left = OutputRing.BYTES;

        Tee(OutputStream first, OutputRing ring) {
            this.first = first;
            this.ring = ring;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ring.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length), length);
            int passed = Math.min(left, length);
            left -= passed;
            first.write(bytes, offset, passed);
        }
    }
}
