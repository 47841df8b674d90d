package dev.detour.act;

import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One attempt to restart one host: what it is for, the connections it has open, what became of it. Between the thread
 * that runs the route, the SSH client's and the one that ends the attempt; safe from any.
 */
final class HostAttempt {
    /** What an attempt can end from another thread. */
    interface Line {
        /** Asks a command that runs there to end, as far as the host lets us: a signal to its process group. */
        void signal(String name);

        /** Ends the connection at once. */
        void cut();
    }

    private final Host host;
    private final Restart.Ssh how;
    private final Decision decision;
    private final OutputRing output = new OutputRing();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private String refusal;
    private boolean hopeless;
    private boolean sent;
    private boolean judged;
    private String end;

    HostAttempt(Host host, Restart.Ssh how, Decision decision) {
        this.host = host;
        this.how = how;
        this.decision = decision;
    }

    Host host() {
        return host;
    }

    Restart.Ssh how() {
        return how;
    }

    Decision decision() {
        return decision;
    }

    OutputRing output() {
        return output;
    }

    /** A connection came to be. One that comes after the attempt's end is cut at once. */
    void opened(Line line) {
        lines.add(line);
        if (ended().isPresent()) {
            line.cut();
        }
    }

    void closed(Line line) {
        lines.remove(line);
    }

    /** Why it cannot succeed, in words better than those that the client throws; the first word stays. */
    synchronized void refused(String why) {
        if (refusal == null) {
            refusal = why;
        }
    }

    /** The same, and trying again soon will not help: somebody has to mend something first. */
    synchronized void refusedForGood(String why) {
        hopeless |= refusal == null;
        refused(why);
    }

    synchronized boolean hopeless() {
        return hopeless;
    }

    /** The command is on its way: from here on it may have had its effect. */
    synchronized void sent() {
        sent = true;
    }

    synchronized void judged() {
        judged = true;
    }

    /** Whether a command was sent and nobody looked at what became of it. */
    synchronized boolean unjudged() {
        return sent && !judged;
    }

    synchronized boolean wasSent() {
        return sent;
    }

    synchronized Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    synchronized Optional<String> ended() {
        return Optional.ofNullable(end);
    }

    /** Throws once the attempt was ended: nothing of it may take effect any more (DESIGN S5). */
    void requireCurrent(EpochGuard guard) {
        ended().ifPresent(why -> {
            throw new StepFailedException(why);
        });
        guard.require(decision.group(), decision.epoch());
    }

    /** Begins to end it: nothing new takes effect, and what runs there is asked to end. */
    void end(String why) {
        synchronized (this) {
            if (end == null) {
                end = why;
            }
        }
        lines.forEach(line -> line.signal("TERM"));
    }

    /** Ends what is left of it. */
    void cut() {
        lines.forEach(line -> line.signal("KILL"));
        lines.forEach(Line::cut);
    }
}
