package dev.detour.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A process and everything it started. A child whose parent ended belongs to nobody, so on Linux the tree is also found
 * by a mark in the environment, which children inherit.
 */
final class ProcessTree {
    /** The environment variable that marks a command and its children. */
    static final String MARK = "DETOUR_COMMAND_ID";

    private static final long POLL_MILLIS = 50;

    private final Optional<ProcessHandle> root;
    private final String id;

    ProcessTree(ProcessHandle root, String id) {
        this.root = Optional.of(root);
        this.id = id;
    }

    private ProcessTree(String id) {
        this.root = Optional.empty();
        this.id = id;
    }

    /** What is left of a command that another process of ours started. */
    static ProcessTree orphaned(String id) {
        return new ProcessTree(id);
    }

    /**
     * TERM to all; after the grace, or at once when the thread is interrupted again, KILL to what is left. Keeps the
     * thread's interrupt flag.
     *
     * @return how many processes there were
     */
    int end(Duration grace) {
        Set<ProcessHandle> all = living();
        all.forEach(ProcessHandle::destroy);
        boolean interrupted = awaitEnd(grace);
        for (int round = 0; round < 5; round++) {
            Set<ProcessHandle> left = living();
            if (left.isEmpty()) {
                break;
            }
            all.addAll(left);
            left.forEach(ProcessHandle::destroyForcibly);
            interrupted |= awaitEnd(Duration.ofMillis(200));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return all.size();
    }

    private boolean awaitEnd(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        try {
            while (!living().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** An orphan that ended and was not yet waited for is no longer marked. */
    private Set<ProcessHandle> living() {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        root.filter(ProcessHandle::isAlive).ifPresent(process -> {
            found.add(process);
            process.descendants().filter(ProcessHandle::isAlive).forEach(found::add);
        });
        ProcessHandle.allProcesses().filter(p -> p.isAlive() && isMarked(p)).forEach(found::add);
        return found;
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + id);
        } catch (IOException e) {
            return false; // ended meanwhile, or another user's
        }
    }
}
