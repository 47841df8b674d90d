package dev.detour.control;

import dev.detour.decision.Timeline;
import dev.detour.store.Stamp;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The timeline by this machine's clocks. Within the process it counts {@link System#nanoTime}, plus what the machine
 * slept, which that clock leaves out. Over a restart in the same boot it counts the machine's uptime, which includes
 * sleep. Over a reboot only the wall clock can tell: its difference counts from nothing to a day, and otherwise not at
 * all, so that a clock set wrongly by a year ends no cooldown.
 *
 * <p>Never goes backwards. Safe from any thread; {@link #now} is two additions.
 */
public final class SystemTimeline implements Timeline {
    /** More than this by the wall clock over a reboot is not believed. */
    static final Duration BELIEVED = Duration.ofDays(1);
    /** Uptime is told in steps of 10 ms, and read at another moment than the other clock. */
    private static final long NOTICED_NANOS = 500_000_000L;
    /** The wall clock may be slewed this far from what {@link #toWall} says. */
    private static final Duration DRIFT = Duration.ofSeconds(1);

    /** The machine's clocks. */
    public interface Clocks {
        long nanoTime();

        /** Since boot, sleep included; empty where the system does not tell. */
        OptionalLong uptimeNanos();

        /** Names the machine's boot; empty where the system does not tell. */
        Optional<String> bootId();

        Instant wall();

        /** Linux's clocks; elsewhere those of the JVM alone. */
        static Clocks system() {
            return new Linux(Path.of("/proc/uptime"), Path.of("/proc/sys/kernel/random/boot_id"));
        }
    }

    private final Clocks clocks;
    private final Instant base;
    private final long baseNanos;
    private final String bootId;
    private final long baseUptime;
    private final AtomicLong slept = new AtomicLong();
    private final Optional<Duration> downtime;
    private volatile Duration wallOffset;

    /** @param last when the data directory was last written to; empty for a new one */
    public SystemTimeline(Optional<Stamp> last) {
        this(last, Clocks.system());
    }

    public SystemTimeline(Optional<Stamp> last, Clocks clocks) {
        this.clocks = clocks;
        // Uptime first: a pause between the two readings must not look like sleep later on.
        var uptime = clocks.uptimeNanos();
        this.baseNanos = clocks.nanoTime();
        this.baseUptime = uptime.orElse(0);
        this.bootId = uptime.isPresent() ? clocks.bootId().orElse("") : "";
        var wall = clocks.wall();
        this.base = last.map(stamp -> stamp.timeline().plus(elapsedSince(stamp, wall)))
                .orElse(wall);
        this.downtime = last.map(stamp -> downtimeSince(stamp, wall));
        this.wallOffset = Duration.between(base, wall);
    }

    @Override
    public Instant now() {
        return base.plusNanos(clocks.nanoTime() - baseNanos + slept.get());
    }

    /** Stays as it is while the wall clock is within a second of it; follows when the clock is set. */
    @Override
    public Instant toWall(Instant t) {
        var offset = Duration.between(now(), clocks.wall());
        if (offset.minus(wallOffset).abs().compareTo(DRIFT) > 0) {
            wallOffset = offset;
        }
        return t.plus(wallOffset);
    }

    /** How long the machine slept since this was last asked, which {@link #now} counts from here on. To be asked often. */
    public synchronized Duration suspended() {
        var uptime = clocks.uptimeNanos();
        if (uptime.isEmpty()) {
            return Duration.ZERO;
        }
        long awake = clocks.nanoTime() - baseNanos;
        long unseen = uptime.getAsLong() - baseUptime - awake - slept.get();
        if (unseen < NOTICED_NANOS) {
            return Duration.ZERO;
        }
        slept.addAndGet(unseen);
        return Duration.ofNanos(unseen);
    }

    /**
     * How long nobody watched before this process; empty on a data directory's first start. After a reboot it is never
     * told as shorter than the machine is up, and where the wall clock is not believed as no less than a day: evidence
     * from before must not pass for recent.
     */
    public Optional<Duration> downtime() {
        return downtime;
    }

    /** This moment by all clocks. */
    public Stamp stamp() {
        long elapsed = clocks.nanoTime() - baseNanos + slept.get();
        return new Stamp(base.plusNanos(elapsed), bootId, baseUptime + elapsed, clocks.wall());
    }

    private boolean sameBoot(Stamp stamp) {
        return !bootId.isEmpty() && bootId.equals(stamp.bootId()) && baseUptime >= stamp.uptimeNanos();
    }

    private Duration elapsedSince(Stamp stamp, Instant wall) {
        if (sameBoot(stamp)) {
            return Duration.ofNanos(baseUptime - stamp.uptimeNanos());
        }
        var passed = Duration.between(stamp.wall(), wall);
        return believed(passed) ? passed : Duration.ZERO;
    }

    private Duration downtimeSince(Stamp stamp, Instant wall) {
        if (sameBoot(stamp)) {
            return Duration.ofNanos(baseUptime - stamp.uptimeNanos());
        }
        var passed = Duration.between(stamp.wall(), wall);
        var up = Duration.ofNanos(baseUptime);
        var told = believed(passed) ? passed : BELIEVED;
        return told.compareTo(up) > 0 ? told : up;
    }

    private static boolean believed(Duration passed) {
        return !passed.isNegative() && passed.compareTo(BELIEVED) <= 0;
    }

    /** @param uptimeFile seconds with two decimals, then something else, as /proc/uptime (proc(5)) */
    record Linux(Path uptimeFile, Path bootIdFile) implements Clocks {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public OptionalLong uptimeNanos() {
            try {
                var text = Files.readString(uptimeFile);
                var seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
                return OptionalLong.of(seconds.movePointRight(9).longValueExact());
            } catch (IOException | RuntimeException elsewhere) {
                return OptionalLong.empty();
            }
        }

        @Override
        public Optional<String> bootId() {
            try {
                return Optional.of(Files.readString(bootIdFile).strip());
            } catch (IOException elsewhere) {
                return Optional.empty();
            }
        }

        @Override
        public Instant wall() {
            return Instant.now();
        }
    }
}
