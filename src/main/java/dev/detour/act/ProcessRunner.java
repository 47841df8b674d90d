package dev.detour.act;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command without a shell, with a total deadline after which its whole process tree is ended, and keeps the last
 * 64 KB of what it printed. Safe from any thread.
 */
final class ProcessRunner {
    static final Duration GRACE = Duration.ofSeconds(2);
    /** A superseded command gets less: a newer decision waits for its end. */
    static final Duration GRACE_WHEN_INTERRUPTED = Duration.ofMillis(500);
    /** How long a command that has ended may leave its output open before the rest is somebody else's. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private ProcessRunner() {}

    /**
     * @param argv not empty; the first is a path or found on PATH
     * @param environment added to our own
     * @param timeout total
     */
    record Command(List<String> argv, Map<String, String> environment, Duration timeout) {
        Command {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
        }

        /** Without the arguments, which may hold secrets. */
        @Override
        public String toString() {
            return Printable.of(argv.get(0));
        }
    }

    /** @param output the last 64 KB of standard output and error, as they came */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(int exit, byte[] output) {}

    /**
     * A background process that the command leaves behind is left alone when the command ends in time. Its output should
     * go elsewhere: once the command has ended, Java may close our end of the pipe, and a later print would end it.
     *
     * @throws StepFailedException when the command is missing, fails, or is ended at the deadline
     * @throws InterruptedException when the thread was interrupted; the process tree is ended then, too
     */
    static Result run(Command command) throws InterruptedException {
        return run(command, newId(), () -> {});
    }

    /** A mark for a command and its children; see {@link ProcessTree#MARK}. */
    static String newId() {
        return UUID.randomUUID().toString();
    }

    /**
     * @param id from {@link #newId}
     * @param started told once the command runs
     */
    static Result run(Command command, String id, Runnable started) throws InterruptedException {
        Process process = start(command, id);
        started.run();
        OutputRing ring = new OutputRing();
        Thread reader = new Thread(() -> drain(process, ring), "output of " + command);
        reader.setDaemon(true);
        reader.start();
        ProcessTree tree = new ProcessTree(process.toHandle(), id);
        try {
            if (!process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                int ended = tree.end(GRACE);
                reader.join(LINGER.toMillis());
                throw new StepFailedException(
                        "%s did not end within %s s; it and its children (%d processes) were ended%s"
                                .formatted(command, seconds(command.timeout()), ended, lastLine(ring)));
            }
            reader.join(LINGER.toMillis());
        } catch (InterruptedException e) {
            tree.end(GRACE_WHEN_INTERRUPTED);
            throw e;
        }
        if (process.exitValue() != 0) {
            throw new StepFailedException(command + " ended with status " + process.exitValue() + lastLine(ring));
        }
        return new Result(0, ring.bytes());
    }

    private static Process start(Command command, String id) {
        ProcessBuilder builder = new ProcessBuilder(command.argv())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            builder.environment().putAll(command.environment());
            builder.environment().put(ProcessTree.MARK, id);
            return builder.start();
        } catch (IOException | IllegalArgumentException e) {
            throw new StepFailedException(whyNotStarted(command, e), e);
        }
    }

    private static String whyNotStarted(Command command, Exception e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("error=2,")) {
            return "command not found: " + command;
        }
        if (text.contains("error=13,")) {
            return "command is not executable: " + command;
        }
        return "command " + command + " could not be started: "
                + (e instanceof IOException ? Printable.of(text) : "an argument or variable holds a NUL");
    }

    private static void drain(Process process, OutputRing ring) {
        byte[] buffer = new byte[8192];
        try (InputStream output = process.getInputStream()) {
            int n = output.read(buffer);
            while (n >= 0) {
                ring.add(buffer, n);
                n = output.read(buffer);
            }
        } catch (IOException e) {
            ring.add("[output lost]".getBytes(StandardCharsets.UTF_8), 13);
        }
    }

    private static String lastLine(OutputRing ring) {
        String line = ring.lastLine();
        return line.isEmpty() ? "" : ": " + line;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }

    /** Whether a command of this name could be started. */
    static boolean exists(String name) {
        if (name.contains("/")) {
            return Files.isExecutable(Path.of(name));
        }
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }
}
