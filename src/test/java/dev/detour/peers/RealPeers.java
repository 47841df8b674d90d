package dev.detour.peers;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What tests on real programs and mounts share. */
public final class RealPeers {
    private RealPeers() {}

    /** Fails under {@code CI=true}; elsewhere the test is skipped with a word that nobody overlooks. */
    public static void missing(String what) {
        String word = "NOT TESTED HERE: " + what + " (the README names the script that installs what tests want)";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(word);
        }
        System.err.println("!!! " + word);
        abort(word);
    }

    /** Runs a command for at most 10 s and gives back its output; fails when its status is not 0. */
    public static String run(String... argv) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(argv)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", argv) + " failed: " + output);
        }
        return output;
    }

    /** Mounts, or ends the test by {@link #missing} where this user may not. Returns what undoes it. */
    public static AutoCloseable mount(String target, String... arguments) throws InterruptedException {
        String[] argv = new String[arguments.length + 1];
        argv[0] = "mount";
        System.arraycopy(arguments, 0, argv, 1, arguments.length);
        try {
            run(argv);
        } catch (IOException e) {
            missing("mount, which needs root: " + e.getMessage());
        }
        return () -> run("umount", "-l", target);
    }
}
