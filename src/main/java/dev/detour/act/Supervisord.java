package dev.detour.act;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A supervisord (its XML-RPC API, supervisord.org/api.html, as of 4.2). Every call ends within {@link #CALL}, once the
 * name of its host is found. No message holds the address's user or password. Safe from any thread.
 */
public final class Supervisord {
    /** The longest that one call may take. All calls that would wait for a program are made without waiting. */
    static final Duration CALL = Duration.ofSeconds(10);

    static final int BAD_NAME = 10;
    static final int SPAWN_ERROR = 50;
    static final int ALREADY_STARTED = 60;
    static final int NOT_RUNNING = 70;

    /** Seconds since 1970, in the year 9999. */
    private static final long LATEST = 253_402_300_799L;
    /** Seconds that a program may take to start or to stop, by any configuration that is meant: ten years. */
    private static final long LONGEST = 315_360_000;

    private final URI address;

    Supervisord(URI address) {
        this.address = address;
    }

    /**
     * A program as supervisord sees it.
     *
     * @param name {@code group:name}
     * @param pid 0 when it does not run
     * @param startedAt by the wall clock, whole seconds; the last start, also of one that ended
     * @param words why it is not running, or supervisord's own description
     */
    public record Program(String name, State state, int pid, Instant startedAt, String words) {
        boolean sameProcess(Program other) {
            return pid != 0 && pid == other.pid && startedAt.equals(other.startedAt);
        }
    }

    /** supervisord.org/subprocess.html#process-states */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        BACKOFF,
        STOPPING,
        EXITED,
        FATAL,
        UNKNOWN;

        /** Whether there is something to stop. */
        boolean alive() {
            return this == STARTING || this == RUNNING || this == BACKOFF;
        }
    }

    /** The first that answers; an address whose socket is missing is passed over. */
    public static Supervisord find(List<URI> addresses) throws InterruptedException {
        List<String> why = new ArrayList<>();
        for (URI address : addresses) {
            Supervisord candidate = new Supervisord(address);
            try {
                candidate.call("supervisor.getState");
                return candidate;
            } catch (IOException e) {
                why.add(candidate + ": " + words(e));
            }
        }
        throw new StepFailedException("supervisord is not reachable: " + String.join("; ", why));
    }

    public Program program(String name) throws IOException, InterruptedException {
        return program(struct(call("supervisor.getProcessInfo", name)));
    }

    public List<Program> programs() throws IOException, InterruptedException {
        List<Program> programs = new ArrayList<>();
        for (Object entry : list(call("supervisor.getAllProcessInfo"))) {
            programs.add(program(struct(entry)));
        }
        return programs;
    }

    /** Returns once it is spawned, not once it runs. */
    public void start(String name) throws IOException, InterruptedException {
        call("supervisor.startProcess", name, false);
    }

    /** Returns once it is signalled, not once it ended. */
    public void stop(String name) throws IOException, InterruptedException {
        call("supervisor.stopProcess", name, false);
    }

    /** How long supervisord itself may take for one restart: {@code startsecs + stopwaitsecs}; zero when unknown to it. */
    public Duration patience(String name) throws IOException, InterruptedException {
        for (Object entry : list(call("supervisor.getAllConfigInfo"))) {
            Map<?, ?> config = struct(entry);
            if (named(config).equals(full(name))) {
                return Duration.ofSeconds(
                        number(config, "startsecs", LONGEST) + number(config, "stopwaitsecs", LONGEST));
            }
        }
        return Duration.ZERO;
    }

    /** {@code app} means {@code app:app}, as supervisorctl has it. */
    static String full(String name) {
        return name.contains(":") ? name : name + ":" + name;
    }

    private static Map<?, ?> struct(Object value) throws IOException {
        if (value instanceof Map<?, ?> struct) {
            return struct;
        }
        throw new IOException("answers with something else than asked for");
    }

    private static List<?> list(Object value) throws IOException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IOException("answers with something else than asked for");
    }

    private static String named(Map<?, ?> info) {
        return info.get("group") + ":" + info.get("name");
    }

    /** 0 when it does not say. */
    private static long number(Map<?, ?> info, String key, long most) throws IOException {
        long number = info.get(key) instanceof Long given ? given : 0;
        if (number < 0 || number > most) {
            throw new IOException("answers with a number that makes no sense: " + key + " " + number);
        }
        return number;
    }

    private static Program program(Map<?, ?> info) throws IOException {
        String spawn = String.valueOf(info.get("spawnerr"));
        String words = spawn.isBlank() ? String.valueOf(info.get("description")) : spawn;
        return new Program(
                named(info),
                state(String.valueOf(info.get("statename"))),
                (int) number(info, "pid", Integer.MAX_VALUE),
                Instant.ofEpochSecond(number(info, "start", LATEST)),
                Printable.of(words));
    }

    private static State state(String name) {
        for (State state : State.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return State.UNKNOWN;
    }

    private Object call(String method, Object... arguments) throws IOException, InterruptedException {
        List<String> headers =
                new ArrayList<>(List.of("Host: localhost", "Content-Type: text/xml", "User-Agent: detour"));
        if (address.getUserInfo() != null) {
            byte[] user = address.getUserInfo().getBytes(StandardCharsets.UTF_8);
            headers.add("Authorization: Basic " + Base64.getEncoder().encodeToString(user));
        }
        HttpPost.Answer answer = HttpPost.send(peer(), "/RPC2", headers, XmlRpc.call(method, arguments), CALL);
        if (answer.status() == 401) {
            throw new IOException("user or password refused");
        }
        if (answer.status() != 200) {
            throw new IOException("answers with HTTP status " + answer.status());
        }
        return XmlRpc.answer(answer.body());
    }

    private SocketAddress peer() throws IOException {
        if (isUnix()) {
            Path socket = Path.of(address.getPath());
            if (!Files.exists(socket)) {
                throw new IOException("no such socket");
            }
            return UnixDomainSocketAddress.of(socket);
        }
        InetSocketAddress peer =
                new InetSocketAddress(address.getHost(), address.getPort() < 0 ? 9001 : address.getPort());
        if (peer.isUnresolved()) {
            throw new IOException("host name is not known");
        }
        return peer;
    }

    private boolean isUnix() {
        return "unix".equals(address.getScheme());
    }

    /** The cause in words. */
    static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : Printable.of(e.getMessage());
    }

    /** The address without user and password; also the key that two groups share a supervisord by. */
    @Override
    public String toString() {
        return isUnix()
                ? "unix://" + address.getPath()
                : address.getScheme() + "://" + address.getHost() + ":"
                        + (address.getPort() < 0 ? 9001 : address.getPort());
    }
}
