package dev.detour.act;

import java.time.Instant;
import java.util.Optional;

/** The second in which the env file was written. supervisord and systemd know whole seconds of a start. */
final class WriteSecond {
    private WriteSecond() {}

    /** Of a write and a start in one second nobody can tell which came first: that start would be repeated. */
    static void outlast(Optional<Instant> written) throws InterruptedException {
        long left = written.map(at -> (at.getEpochSecond() + 1) * 1000 - System.currentTimeMillis())
                .orElse(0L);
        // More than a second means that the file's time lies in the future.
        if (left > 0 && left <= 1000) {
            Thread.sleep(left);
        }
    }
}
