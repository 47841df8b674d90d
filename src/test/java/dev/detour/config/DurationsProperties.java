package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DurationsProperties {
    @Property
    void whatIsWrittenIsReadBack(@ForAll @LongRange(max = 3650L * 86_400_000) long millis) {
        var duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }

    @Property
    void sizesAreReadBack(@ForAll @LongRange(max = 1L << 29) long bytes) throws Wrong {
        assertThat(Sizes.read(Sizes.format(bytes))).isEqualTo(bytes);
    }
}
