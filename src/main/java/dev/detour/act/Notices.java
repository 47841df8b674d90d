package dev.detour.act;

import dev.detour.decision.Notice;
import java.time.InstantSource;

/** Bean {@code detourNotices}: makes of a notice what the notify routes send. Safe from any thread. */
public final class Notices {
    private final InstantSource wallClock;

    public Notices(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    public NoticeMessage message(Notice notice) {
        return NoticeMessage.of(notice, wallClock.instant());
    }

    /**
     * Judges the webhook's answer.
     *
     * @throws StepFailedException unless the webhook took it; its URL, which is a secret, is not named
     */
    public void delivered(int status) {
        if (status < 200 || status > 299) {
            throw new StepFailedException("the webhook answered with HTTP status " + status);
        }
    }
}
