package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.store.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTimelineTest {
    private static final Instant WALL = Instant.parse("2026-11-20T08:00:00Z");

    /** A machine whose clocks are moved by hand. */
    private static final class Machine implements SystemTimeline.Clocks {
        long nanos = 77;
        OptionalLong uptime = OptionalLong.of(seconds(1_000));
        Optional<String> boot = Optional.of("boot-1");
        Instant wall = WALL;

        void pass(Duration awake) {
            nanos += awake.toNanos();
            sleep(awake);
        }

        void sleep(Duration asleep) {
            uptime = uptime.isPresent() ? OptionalLong.of(uptime.getAsLong() + asleep.toNanos()) : uptime;
            wall = wall.plus(asleep);
        }

        void reboot(Duration off) {
            boot = Optional.of("boot-2");
            uptime = OptionalLong.of(seconds(20));
            nanos = -5;
            wall = wall.plus(off);
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public OptionalLong uptimeNanos() {
            return uptime;
        }

        @Override
        public Optional<String> bootId() {
            return boot;
        }

        @Override
        public Instant wall() {
            return wall;
        }
    }

    private static long seconds(long n) {
        return Duration.ofSeconds(n).toNanos();
    }

    private final Machine machine = new Machine();

    private SystemTimeline start(Optional<Stamp> last) {
        return new SystemTimeline(last, machine);
    }

    @Test
    void beginsWithTheWallClockAndThenOnlyCounts() {
        var timeline = start(Optional.empty());
        assertThat(timeline.now()).isEqualTo(WALL);
        assertThat(timeline.downtime()).isEmpty();
        machine.pass(Duration.ofSeconds(5));
        machine.wall = WALL.plus(Duration.ofDays(365));
        assertThat(timeline.now()).isEqualTo(WALL.plusSeconds(5));
        assertThat(timeline.suspended()).isZero();
        machine.wall = WALL.minus(Duration.ofDays(365));
        assertThat(timeline.now()).isEqualTo(WALL.plusSeconds(5));
    }

    @Test
    void countsSleepOnceItIsNoticed() {
        var timeline = start(Optional.empty());
        machine.pass(Duration.ofSeconds(1));
        machine.sleep(Duration.ofMinutes(10));
        assertThat(timeline.now()).isEqualTo(WALL.plusSeconds(1));
        assertThat(timeline.suspended()).isEqualTo(Duration.ofMinutes(10));
        assertThat(timeline.now()).isEqualTo(WALL.plusSeconds(601));
        assertThat(timeline.suspended()).isZero();
    }

    @Test
    void takesTheCoarsenessOfUptimeForNoSleep() {
        var timeline = start(Optional.empty());
        machine.nanos += seconds(1);
        machine.uptime = OptionalLong.of(machine.uptime.getAsLong() + seconds(1) + 10_000_000);
        assertThat(timeline.suspended()).isZero();
        machine.nanos += seconds(1);
        assertThat(timeline.suspended()).isZero();
        assertThat(timeline.now()).isEqualTo(WALL.plusSeconds(2));
    }

    @Test
    void goesOnOverARestartByUptimeWhateverTheWallClockDid() {
        for (var step :
                new Duration[] {Duration.ZERO, Duration.ofDays(365), Duration.ofDays(-365), Duration.ofHours(-1)}) {
            var first = start(Optional.empty());
            var begun = first.now();
            machine.pass(Duration.ofSeconds(10));
            var stamp = first.stamp();
            machine.pass(Duration.ofSeconds(30));
            machine.wall = machine.wall.plus(step);
            var second = start(Optional.of(stamp));
            assertThat(second.now()).isEqualTo(begun.plusSeconds(40));
            assertThat(second.downtime()).contains(Duration.ofSeconds(30));
            assertThat(second.toWall(second.now())).isEqualTo(machine.wall);
        }
    }

    @Test
    void countsSleepWhileNobodyRan() {
        var stamp = start(Optional.empty()).stamp();
        machine.sleep(Duration.ofHours(8));
        assertThat(start(Optional.of(stamp)).now()).isEqualTo(WALL.plus(Duration.ofHours(8)));
    }

    @Test
    void believesTheWallClockOverARebootForADay() {
        var stamp = start(Optional.empty()).stamp();
        machine.reboot(Duration.ofMinutes(3));
        var timeline = start(Optional.of(stamp));
        assertThat(timeline.now()).isEqualTo(WALL.plus(Duration.ofMinutes(3)));
        assertThat(timeline.downtime()).contains(Duration.ofMinutes(3));
    }

    @Test
    void aClockSetWronglyOverARebootEndsNoCooldownAndRevivesNoEvidence() {
        for (var step : new Duration[] {Duration.ofDays(365), Duration.ofDays(-365), Duration.ofMillis(-1)}) {
            var fresh = new Machine();
            var stamp = new SystemTimeline(Optional.empty(), fresh).stamp();
            fresh.reboot(step);
            var timeline = new SystemTimeline(Optional.of(stamp), fresh);
            assertThat(timeline.now()).isEqualTo(stamp.timeline());
            assertThat(timeline.downtime()).contains(SystemTimeline.BELIEVED);
        }
    }

    @Test
    void aRebootTookNoLessThanTheMachineIsUp() {
        var stamp = start(Optional.empty()).stamp();
        machine.reboot(Duration.ofSeconds(1));
        assertThat(start(Optional.of(stamp)).downtime()).contains(Duration.ofSeconds(20));
    }

    @Test
    void anUptimeThatFellIsAnotherBootWhateverItsName() {
        var stamp = start(Optional.empty()).stamp();
        machine.uptime = OptionalLong.of(seconds(3));
        machine.wall = WALL.plusSeconds(60);
        assertThat(start(Optional.of(stamp)).now()).isEqualTo(WALL.plusSeconds(60));
    }

    @Test
    void showsASteadyWallClockThatFollowsOnlyWhenItIsSet() {
        var timeline = start(Optional.empty());
        machine.wall = WALL.plusMillis(900);
        assertThat(timeline.toWall(WALL)).isEqualTo(WALL);
        machine.wall = WALL.plusSeconds(3600);
        assertThat(timeline.toWall(WALL)).isEqualTo(WALL.plusSeconds(3600));
        machine.wall = machine.wall.minusMillis(900);
        assertThat(timeline.toWall(WALL)).isEqualTo(WALL.plusSeconds(3600));
    }

    @Test
    void doesWithoutTheSystemsClocks(@TempDir Path empty) {
        var bare = new SystemTimeline.Linux(empty.resolve("uptime"), empty.resolve("boot_id"));
        assertThat(bare.uptimeNanos()).isEmpty();
        assertThat(bare.bootId()).isEmpty();
        var timeline = new SystemTimeline(Optional.empty(), bare);
        assertThat(timeline.suspended()).isZero();
        var stamp = timeline.stamp();
        var next = new SystemTimeline(Optional.of(stamp), bare);
        assertThat(next.now()).isAfterOrEqualTo(stamp.timeline());
    }

    @Test
    void readsUptimeAsLinuxTellsIt(@TempDir Path proc) throws IOException {
        var uptime = Files.writeString(proc.resolve("uptime"), "1339.46 2517.87\n");
        var boot = Files.writeString(proc.resolve("boot_id"), "c000931d\n");
        var clocks = new SystemTimeline.Linux(uptime, boot);
        assertThat(clocks.uptimeNanos()).hasValue(1_339_460_000_000L);
        assertThat(clocks.bootId()).contains("c000931d");
        Files.writeString(uptime, "garbage");
        assertThat(clocks.uptimeNanos()).isEmpty();
    }
}
