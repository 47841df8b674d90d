package dev.detour.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace that one cable joins to this machine. What runs in it reaches nothing but {@link #here}; the cable
 * can be taken off at either end.
 */
public final class Away implements AutoCloseable {
    private static final int FORK = Integer.getInteger("detour.test.fork", 1);

    private final String name = "detour" + ProcessHandle.current().pid();
    private final String far = "far" + ProcessHandle.current().pid();
    private final String near = "near" + ProcessHandle.current().pid();
    /** RFC 2544 keeps 198.18/15 for tests between devices. */
    private final String net = "198.18." + (FORK % 250) + ".";

    private Away() {}

    /** Ends the test by {@link RealPeers#missing} where this user may not. */
    public static Away open() throws InterruptedException {
        var away = new Away();
        try {
            RealPeers.run("ip", "netns", "add", away.name);
            RealPeers.run("ip", "link", "add", away.near, "type", "veth", "peer", "name", away.far);
            RealPeers.run("ip", "link", "set", away.far, "netns", away.name);
            RealPeers.run("ip", "addr", "add", away.here() + "/30", "dev", away.near);
            RealPeers.run("ip", "link", "set", away.near, "up");
            away.run("ip", "addr", "add", away.net + "2/30", "dev", away.far);
            away.run("ip", "link", "set", away.far, "up");
            away.run("ip", "link", "set", "lo", "up");
        } catch (IOException e) {
            away.close();
            RealPeers.missing("a network namespace, which needs root and iproute2: " + e.getMessage());
        }
        return away;
    }

    /** This machine's address, seen from there. */
    public String here() {
        return net + "1";
    }

    /** Words before a command, which then runs there. */
    public List<String> by() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Runs a command there, as {@link RealPeers#run}. */
    public String run(String... argv) throws IOException, InterruptedException {
        var all = new ArrayList<>(by());
        all.addAll(List.of(argv));
        return RealPeers.run(all.toArray(String[]::new));
    }

    /** Its own interface goes down: the kernel there says so at once. */
    public void ownLink(boolean up) throws IOException, InterruptedException {
        run("ip", "link", "set", far, up ? "up" : "down");
    }

    /** The other end goes down: nothing is heard any more. */
    public void cable(boolean up) throws IOException, InterruptedException {
        RealPeers.run("ip", "link", "set", near, up ? "up" : "down");
    }

    @Override
    public void close() throws InterruptedException {
        try {
            RealPeers.run("ip", "netns", "del", name);
        } catch (IOException e) {
            // It could not be made either.
        }
    }
}
