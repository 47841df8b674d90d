package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.store.Chronicle.Recorded;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a data directory without opening it. */
class ChronicleTest {
    @TempDir
    Path data;

    private static final Stamp STAMP = new Stamp(Samples.START, "boot", 1, Samples.START.plusSeconds(60));

    private FileStore open() throws IOException {
        var store = FileStore.open(data, FileStore.COMPACT_AT, FileStore.KEEP);
        store.stamps(() -> STAMP);
        return store;
    }

    private List<Long> epochs(String group) throws IOException {
        return Chronicle.journal(data, group).stream()
                .map(line -> line.entry().epoch())
                .toList();
    }

    @Test
    void readsOneGroupWhileAControllerHasItOpen() throws IOException {
        try (var store = open()) {
            store.append(0, Samples.decision("a", 1));
            store.append(0, Samples.decision("b", 1));
            store.append(1, Samples.decision("a", 2));

            assertThat(epochs("a")).containsExactly(1L, 2L);
            assertThat(Chronicle.journal(data, "a")).extracting(Recorded::at).containsOnly(STAMP);
            assertThat(epochs("none")).isEmpty();
        }
    }

    @Test
    void whatIsBeingWrittenAtTheEndIsLeftOut() throws IOException {
        try (var store = open()) {
            store.append(0, Samples.decision("a", 1));
            store.append(1, Samples.decision("a", 2));
        }
        var file = data.resolve(FileStore.JOURNAL);
        var whole = Files.readAllBytes(file);
        int last = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n') + 1;

        for (int end = last; end < whole.length; end += 7) {
            Files.write(file, Arrays.copyOf(whole, end));
            assertThat(epochs("a")).as("cut at %s", end).containsExactly(1L);
        }
    }

    @Test
    void damageInsideIsRefusedAndNothingIsChanged() throws IOException {
        try (var store = open()) {
            store.append(0, Samples.decision("a", 1));
            store.append(1, Samples.decision("a", 2));
        }
        var file = data.resolve(FileStore.JOURNAL);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> epochs("a"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not match its checksum");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void whereDetourNeverRanThatIsSaid() {
        assertThatThrownBy(() -> epochs("a"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("there is no journal");
        assertThat(Chronicle.probes(data, "a", Instant.EPOCH.plusSeconds(99), Instant.EPOCH.plusSeconds(999)))
                .isEmpty();
    }

    @Test
    void aTornLineOfAProbeLogHidesNoOther() throws IOException {
        var line =
                "{\"at\":\"2026-11-20T08:00:00Z\",\"until\":\"2026-11-20T08:00:10Z\",\"group\":\"a\",\"region\":\"%s\","
                        + "\"via\":\"PROBE_URL\",\"outcome\":\"UP\",\"phase\":\"HTTP\",\"count\":2,\"millis\":1,\"text\":\"t\"}\n";
        Files.createDirectories(data);
        Files.writeString(
                data.resolve("probes-2026-11-20.jsonl"),
                "{\"schema\":1}\n" + line.formatted("NAM") + "{\"at\":\"2026-\n" + line.formatted("EU"));

        assertThat(Chronicle.probes(
                        data, "a", Instant.parse("2026-11-20T07:00:00Z"), Instant.parse("2026-11-20T09:00:00Z")))
                .extracting(RecordedRun::region)
                .containsExactly("NAM", "EU");
    }
}
