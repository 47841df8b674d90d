package dev.detour.cli;

import dev.detour.log.Log;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the verbs do that need more than the API; called at most once per process, and only the one that was named, so
 * that client verbs load none of it. Each returns an {@link Exit} status, or throws {@link Failure}.
 */
public interface Verbs {
    String version();

    /** Returns when the program was told to end. */
    int run(Run options);

    int demo(Demo options);

    int check(Check options);

    int probe(Probe options);

    int doctor(Doctor options);

    int simulate(Simulate options);

    int report(Report options);

    /** {@code import}. */
    int bring(Bring options);

    /** {@code keda manifest}. */
    int manifest(Manifest options);

    /** {@code keda lint}. */
    int lint(Lint options);

    /**
     * How to reach the controller of this configuration, without complaint when it cannot be read: a client may run
     * where there is none.
     */
    Access access(Optional<Path> config);

    record Run(Optional<String> region, Optional<Path> config, Log.Form log) {}

    /**
     * How the demo runs.
     *
     * @param breakRegion the region to break by itself, for {@code breakFor}
     */
    record Demo(Optional<String> breakRegion, Optional<Duration> breakFor, boolean exit, Log.Form log) {}

    record Check(Optional<Path> config, boolean verbose, boolean json, PrintStream out, PrintStream err) {}

    record Probe(
            Optional<Path> config,
            Optional<String> group,
            Optional<String> region,
            boolean json,
            PrintStream out,
            PrintStream err) {}

    record Doctor(Optional<Path> config, boolean json, PrintStream out, PrintStream err) {}

    /** @param from the region in use at the beginning */
    record Simulate(
            Optional<Path> config,
            Optional<String> group,
            List<Path> files,
            Optional<String> from,
            boolean json,
            PrintStream out,
            PrintStream err) {}

    /**
     * @param out a folder, made if it ends in {@code /}; or a file that ends in {@code .html} or {@code .md}; empty for the
     *     working directory
     * @param force whether files that exist are replaced
     */
    record Report(
            Optional<Path> config,
            Optional<String> group,
            long epoch,
            Optional<String> out,
            boolean force,
            boolean json,
            PrintStream data,
            PrintStream err) {}

    /** @param file an env file or {@code config.ini}; empty for the environment */
    record Bring(Optional<Path> file, boolean json, PrintStream out, PrintStream err) {}

    /**
     * @param url of the controller, as the clusters reach it
     * @param up replicas while no other region is DOWN
     * @param down replicas while one is
     */
    record Manifest(
            Optional<Path> config,
            Optional<String> group,
            Optional<URI> url,
            String deployment,
            String namespace,
            int up,
            int down,
            boolean json,
            PrintStream out,
            PrintStream err) {}

    record Lint(List<Path> files, boolean json, PrintStream out, PrintStream err) {}

    /** @param certificate the controller's at this URL, PEM; empty where it speaks plain HTTP */
    record Access(Optional<URI> url, Optional<String> token, Optional<Path> certificate) {
        public static final Access UNKNOWN = new Access(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
