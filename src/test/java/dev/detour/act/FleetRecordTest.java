package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetRecordTest {
    private static final Instant AT = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    Path folder;

    private FleetRecord record() {
        return new FleetRecord(folder, "shop");
    }

    private Path file() {
        return folder.resolve("restart-shop.hosts");
    }

    @Test
    void remembersOverAProcessWhichHostsAreDone() throws Exception {
        assertThat(record().epoch()).isEqualTo(-1);
        var record = record();
        record.begin(7);
        record.done("web1", AT);
        record.done("[::1]:2222", AT.plusSeconds(1));

        assertThat(record().epoch()).isEqualTo(7);
        assertThat(record().hosts()).containsOnlyKeys("web1", "[::1]:2222").containsEntry("web1", AT);
        assertThat(record().done("web2")).isFalse();
        assertThat(record()).hasToString(file().toString());
        record.begin(8);
        assertThat(record().hosts()).isEmpty();
    }

    @Test
    void aDamagedLineIsAHostThatIsNotDone() throws Exception {
        Files.writeString(file(), "epoch 7\nweb1 2026-11-20T08:00:00Z\nweb2 2026-11-\nweb3\n");

        assertThat(record().hosts()).containsOnlyKeys("web1");
    }

    @Test
    void aHostWhoseLaterLineIsTornIsNotDone() throws Exception {
        Files.writeString(file(), "epoch 7\nweb1 2026-11-20T08:00:00Z\nweb1 2026-11-\n");

        assertThat(record().done("web1")).as("rather once too often").isFalse();
    }

    @Test
    void withoutAnEpochNothingIsDone() throws Exception {
        Files.writeString(file(), "epoch seven\nweb1 2026-11-20T08:00:00Z\n");

        assertThat(record().epoch()).isEqualTo(-1);
        assertThat(record().hosts()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNeverTakenForNothing() throws Exception {
        Files.createDirectory(file());

        assertThatThrownBy(this::record)
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("cannot read " + file());
    }
}
