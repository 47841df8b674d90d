package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final AtomicLong latest = new AtomicLong();
    private final List<String> gaps = new CopyOnWriteArrayList<>();
    private final ProbeSchedule schedule =
            new ProbeSchedule(late -> latest.accumulateAndGet(late, Math::max), gaps::add);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        schedule.close();
    }

    @Test
    void keepsTheRateInTheLongRun() {
        var starts = new Starts();
        schedule.start(slot("g", "EU", 50, 50), starts);

        await().atMost(BOUND).until(() -> starts.count() >= 21);

        assertThat(starts.between(0, 20)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1150));
        assertThat(gaps).isEmpty();
    }

    @Test
    void theFirstProbeComesAfterItsOffset() {
        var starts = new Starts();
        long began = System.nanoTime();
        var slot = schedule.slot("g", "EU", Duration.ofSeconds(10), 10, Duration.ZERO, Duration.ofMillis(150));
        schedule.start(slot, starts);

        await().atMost(BOUND).until(() -> starts.count() == 1);

        assertThat(Duration.ofNanos(starts.at.get(0) - began))
                .isBetween(Duration.ofMillis(150), Duration.ofMillis(400));
    }

    @Test
    @DisplayName("L4: hung probes delay no other by more than 250 ms")
    void hungProbesDelayNoOther() {
        for (int i = 0; i < 40; i++) {
            schedule.start(slot("hung", "R" + i, 50, 10), this::hang);
        }
        var starts = new Starts();
        schedule.start(slot("g", "EU", 100, 0), starts);

        await().atMost(BOUND).until(() -> starts.count() >= 15);

        for (int i = 1; i < 15; i++) {
            assertThat(starts.between(i - 1, i)).isLessThan(Duration.ofMillis(350));
        }
        assertThat(Duration.ofNanos(latest.get())).isLessThan(Duration.ofMillis(250));
    }

    @Test
    void aHungProbeIsMadeUpForOnceAndTheGridStays() {
        var starts = new Starts();
        var slot = schedule.slot("g", "EU", Duration.ofMillis(200), 0, Duration.ofMillis(5), Duration.ZERO);
        schedule.start(slot, () -> {
            starts.run();
            if (starts.count() == 1) {
                awaitQuietly(Duration.ofMillis(700));
            }
        });

        await().atMost(BOUND).until(() -> starts.count() >= 4);

        assertThat(starts.between(0, 1)).as("made up for at its end").isBetween(ms(690), ms(800));
        assertThat(starts.between(0, 2)).as("the grid").isBetween(ms(700), ms(890));
        assertThat(starts.between(0, 3)).as("the grid").isBetween(ms(900), ms(1090));
    }

    @Test
    void aRegionIsNeverProbedTwiceAtOnce() {
        var inFlight = new AtomicInteger();
        var most = new AtomicInteger();
        var starts = new Starts();
        var slot = slot("g", "EU", 20, 10);
        schedule.start(slot, () -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            starts.run();
            schedule.probeNow("g", "EU");
            awaitQuietly(Duration.ofMillis(30));
            inFlight.decrementAndGet();
        });

        await().atMost(BOUND).until(() -> starts.count() >= 10);

        assertThat(most).hasValue(1);
    }

    @Test
    void probeNowComesSoonButBounded() {
        var starts = new Starts();
        var slot = slot("g", "EU", 60_000, 0);
        schedule.start(slot, starts);
        await().atMost(BOUND).until(() -> starts.count() == 1);

        for (int i = 0; i < 50; i++) {
            schedule.probeNow("g", "EU");
        }
        await().during(ms(150)).atMost(BOUND).until(() -> starts.count() == 1);
        // interval / 10 is 6 s here, so the second probe is not due within this test.
        var other = new Starts();
        schedule.start(slot("h", "EU", 2000, 0), other);
        await().atMost(BOUND).until(() -> other.count() == 1);
        schedule.probeNow("h", "EU");
        await().atMost(Duration.ofSeconds(1)).until(() -> other.count() == 2);
        assertThat(other.between(0, 1)).isBetween(ms(200), ms(500));
    }

    @Test
    void probeNowAskedDuringAProbeStartsANewOne() {
        var starts = new Starts();
        schedule.start(slot("g", "EU", 2000, 0), () -> {
            starts.run();
            if (starts.count() == 1) {
                schedule.probeNow("g", "EU");
            }
        });

        await().atMost(Duration.ofSeconds(1)).until(() -> starts.count() == 2);
        assertThat(starts.between(0, 1)).isBetween(ms(200), ms(500));
    }

    @Test
    void stoppedIsStoppedAndStartsAgain() {
        var starts = new Starts();
        var slot = slot("g", "EU", 30, 0);
        schedule.start(slot, starts);
        await().atMost(BOUND).until(() -> starts.count() >= 2);

        schedule.stop(slot);
        await().pollDelay(ms(60)).atMost(BOUND).until(() -> !slot.inFlight);
        int then = starts.count();
        await().during(ms(150)).atMost(BOUND).until(() -> starts.count() == then);

        schedule.start(slot, starts);
        await().atMost(BOUND).until(() -> starts.count() > then + 1);
    }

    @Test
    void aThousandRegionsNeedFewThreads() {
        var count = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            var offset = Duration.ofMillis(i);
            var slot = schedule.slot("g" + i % 10, "R" + i, Duration.ofSeconds(1), 10, Duration.ZERO, offset);
            schedule.start(slot, count::incrementAndGet);
        }

        await().atMost(BOUND).until(() -> count.get() >= 2000);

        assertThat(threads("probe-")).isLessThan(60);
        assertThat(Duration.ofNanos(latest.get())).isLessThan(Duration.ofMillis(500));
    }

    @Test
    @Fault("O9")
    @DisplayName("O9: a freeze is told once, before any result that slept through it")
    void aFreezeIsToldOnce() {
        var told = new AtomicInteger();
        var watch = new FreezeWatch(1000, told::incrementAndGet);

        watch.check(1500, 600);
        assertThat(told).hasValue(0);
        watch.check(1700, 600);
        watch.check(1800, 600);
        assertThat(told).hasValue(1);
        watch.check(4000, 1800);
        assertThat(told).hasValue(2);
    }

    private Slot slot(String group, String name, long intervalMillis, int jitter) {
        return schedule.slot(group, name, ms(intervalMillis), jitter, Duration.ofMillis(1), Duration.ZERO);
    }

    private void hang() {
        awaitQuietly(Duration.ofSeconds(30));
    }

    private void awaitQuietly(Duration time) {
        try {
            release.await(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith(prefix))
                .count();
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private static final class Starts implements Runnable {
        private final List<Long> at = new CopyOnWriteArrayList<>(new ArrayList<>());

        @Override
        public void run() {
            at.add(System.nanoTime());
        }

        int count() {
            return at.size();
        }

        Duration between(int from, int to) {
            return Duration.ofNanos(at.get(to) - at.get(from));
        }
    }
}
