package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of delivery, in virtual time. */
class OutboxTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Outbox.Limits LIMITS =
            new Outbox.Limits(1000, 4_999_998, 1, Duration.ofSeconds(1), 10_000, 16_000_000);

    private long now = 77;

    private static byte[] entry(int n) {
        return ("{\"message\":\"" + n + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static int number(byte[] entry) {
        return Integer.parseInt(new String(entry, StandardCharsets.UTF_8).replaceAll("\\D", ""));
    }

    private static Outbox outbox(Outbox.Limits limits) {
        return new Outbox(limits, () -> 0);
    }

    private List<Integer> taken(Outbox outbox) {
        var batch =
                outbox.due(now).orElseThrow().stream().map(OutboxTest::number).toList();
        outbox.answered(Answer.taken(), now);
        return batch;
    }

    @Test
    void anHourOfflineKeepsABoundedRestInOrderAndCountsWhatIsLost() {
        var outbox = outbox(LIMITS);
        int offered = 0;
        int attempts = 0;
        int most = 0;
        for (int second = 0; second < 3600; second++) {
            for (int i = 0; i < 10; i++) {
                outbox.offer(entry(offered++), now);
            }
            if (outbox.due(now).isPresent()) {
                attempts++;
                outbox.answered(Answer.again("offline"), now);
            }
            most = Math.max(most, outbox.count().kept());
            assertThat(outbox.count().keptBytes()).isLessThanOrEqualTo(LIMITS.bytes());
            now += SECOND;
        }
        assertThat(most).isEqualTo(10_000);
        // 1, 2, 4 … 32 s, then once a minute.
        assertThat(attempts).isBetween(60, 70);

        now += Duration.ofMinutes(2).toNanos();
        var arrived = new ArrayList<Integer>();
        while (outbox.count().kept() > 0) {
            arrived.addAll(taken(outbox));
        }
        assertThat(arrived).hasSize(10_000).isSorted().startsWith(26_000).endsWith(35_999);
        assertThat(outbox.count()).isEqualTo(new Outbox.Count(10_000, 26_000, 0, 0));
    }

    @Test
    void aBatchWaitsForCompanyOrUntilItIsFull() {
        var outbox = outbox(LIMITS);
        outbox.offer(entry(0), now);

        assertThat(outbox.due(now)).isEmpty();
        assertThat(outbox.untilDue(now)).isEqualTo(SECOND);

        for (int i = 1; i < 1000; i++) {
            outbox.offer(entry(i), now);
        }
        assertThat(taken(outbox)).hasSize(1000);
        assertThat(outbox.untilDue(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noBatchIsLargerThanItsBytesOrOutBesideAnother() {
        var outbox = outbox(new Outbox.Limits(1000, 100, 1, Duration.ZERO, 1000, 100_000));
        for (int i = 0; i < 20; i++) {
            outbox.offer(new byte[33], now);
        }

        // Three take 102 with their commas.
        assertThat(outbox.due(now).orElseThrow()).hasSize(2);
        assertThat(outbox.due(now)).isEmpty();
        outbox.answered(Answer.taken(), now);
        outbox.offer(new byte[500], now);
        for (int i = 0; i < 9; i++) {
            assertThat(outbox.due(now).orElseThrow()).hasSize(2);
            outbox.answered(Answer.taken(), now);
        }
        assertThat(outbox.due(now).orElseThrow()).as("one alone, however large").hasSize(1);
    }

    @Test
    void whatIsTooLargeComesAgainInHalvesAndInOrder() {
        var outbox = outbox(LIMITS);
        for (int i = 0; i < 8; i++) {
            outbox.offer(entry(i), now);
        }
        outbox.hurry();

        assertThat(outbox.due(now).orElseThrow()).hasSize(8);
        outbox.answered(new Answer.TooLarge(), now);
        assertThat(outbox.due(now).orElseThrow()).hasSize(4);
        outbox.answered(new Answer.TooLarge(), now);
        var arrived = new ArrayList<>(taken(outbox));
        assertThat(arrived).containsExactly(0, 1);
        while (outbox.count().kept() > 0) {
            arrived.addAll(taken(outbox));
        }
        assertThat(arrived).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(outbox.count().dropped()).isZero();
    }

    @Test
    void oneThatIsTooLargeAloneIsDroppedAndCounted() {
        var outbox = outbox(LIMITS);
        outbox.offer(entry(0), now);
        outbox.hurry();

        outbox.due(now);
        outbox.answered(new Answer.TooLarge(), now);

        assertThat(outbox.count()).isEqualTo(new Outbox.Count(0, 1, 0, 0));
    }

    @Test
    void theOtherSidesWaitIsHonouredButNotForever() {
        var outbox = outbox(LIMITS);
        outbox.offer(entry(0), now);
        outbox.hurry();

        outbox.due(now);
        outbox.answered(new Answer.Again("HTTP 429", Optional.of(Duration.ofSeconds(17))), now);

        assertThat(outbox.untilDue(now)).isEqualTo(17 * SECOND);
        assertThat(Outbox.believed(Duration.ofDays(3))).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatIsRefusedIsDroppedAndTheRestGoesOn() {
        var outbox = outbox(new Outbox.Limits(2, 1000, 1, Duration.ZERO, 10, 1000));
        for (int i = 0; i < 4; i++) {
            outbox.offer(entry(i), now);
        }

        outbox.due(now);
        outbox.answered(new Answer.Refused("HTTP 400"), now);

        assertThat(taken(outbox)).containsExactly(2, 3);
        assertThat(outbox.count()).isEqualTo(new Outbox.Count(2, 2, 0, 0));
    }

    @Test
    void anEntryLargerThanTheWholeBufferPushesNothingOut() {
        var outbox = outbox(new Outbox.Limits(2, 1000, 1, Duration.ZERO, 10, 100));
        outbox.offer(new byte[60], now);
        outbox.offer(new byte[101], now);

        assertThat(outbox.count()).isEqualTo(new Outbox.Count(0, 1, 1, 60));
    }
}
