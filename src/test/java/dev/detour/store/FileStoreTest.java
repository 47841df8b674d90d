package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.decision.Entry;
import dev.detour.decision.EventKind;
import dev.detour.peers.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {
    @TempDir
    Path temp;

    Path data;

    @BeforeEach
    void name() {
        data = temp.resolve("state").resolve("data");
    }

    static FileStore open(Path data) throws IOException {
        var store = FileStore.open(data);
        store.stamps(Samples.stamps());
        return store;
    }

    @Test
    void beginsEmptyAndForItsOwnerOnly() throws IOException {
        try (var store = open(data)) {
            assertThat(store.states()).isEmpty();
            assertThat(store.lastStamp()).isEmpty();
            assertThat(store.ailment()).isEmpty();
            assertThat(store.notices()).isEmpty();
            store.keepEvidence(Map.of("g", Samples.evidence()));
            assertThat(permissions(data)).isEqualTo("rwx------");
            try (var files = Files.list(data)) {
                assertThat(files).hasSize(4).allSatisfy(file -> assertThat(permissions(file))
                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void keepsEveryFieldOfEveryGroupOverARestart() throws IOException {
        try (var store = open(data)) {
            assertThat(store.append(0, Samples.entry("ext-cloud", EventKind.DECISION, Samples.full(), true)))
                    .isEqualTo(1);
            assertThat(store.append(0, Samples.note("other", 0))).isEqualTo(2);
            assertThat(store.append(0, Samples.decision("other", 1))).isEqualTo(3);
            store.keepEvidence(Map.of("ext-cloud", Samples.evidence()));
        }
        try (var store = open(data)) {
            assertThat(store.states())
                    .containsOnlyKeys("ext-cloud", "other")
                    .containsEntry("ext-cloud", Samples.full())
                    .containsEntry("other", Samples.decision("other", 1).durable());
            assertThat(store.evidence("ext-cloud")).contains(Samples.evidence());
            assertThat(store.evidence("other")).isEmpty();
            assertThat(store.lastStamp()).map(Stamp::timeline).contains(Samples.START.plusSeconds(4));
            assertThat(store.append(1, Samples.decision("other", 2))).isEqualTo(4);
        }
    }

    @Test
    void refusesAWriterWhoDoesNotKnowTheEpoch() throws IOException {
        try (var store = open(data)) {
            store.append(0, Samples.decision("g", 5));
            assertThatThrownBy(() -> store.append(4, Samples.decision("g", 6)))
                    .isInstanceOf(Store.StaleEpochException.class)
                    .hasMessageContaining("group g is at epoch 5, not 4");
            assertThatThrownBy(() -> store.append(5, Samples.decision("g", 4)))
                    .isInstanceOf(Store.StaleEpochException.class)
                    .hasMessageContaining("never goes back");
            assertThat(store.append(5, Samples.decision("g", 6))).isEqualTo(2);
        }
    }

    @Test
    void tellsHistoryNewestFirstByGroupAndPage() throws IOException {
        try (var store = open(data)) {
            for (int i = 1; i <= 300; i++) {
                var group = i % 3 == 0 ? "b" : "a";
                store.append(
                        i == 1 || i == 3 ? 0 : 1,
                        Samples.entry(group, EventKind.HOLD, Samples.state(1, null, "x"), false));
            }
            assertThat(store.history(Optional.empty(), 3, Long.MAX_VALUE))
                    .extracting(Store.Stored::seq)
                    .containsExactly(300L, 299L, 298L);
            assertThat(store.history(Optional.of("b"), 2, 300))
                    .extracting(Store.Stored::seq)
                    .containsExactly(297L, 294L);
            assertThat(store.history(Optional.empty(), 1000, 3))
                    .extracting(Store.Stored::seq)
                    .containsExactly(2L, 1L);
            assertThat(store.history(Optional.of("none"), 10, 300)).isEmpty();
        }
    }

    @Test
    void compactsWithoutLosingAGroupOrTheChain() throws IOException {
        try (var store = FileStore.open(data, 8_000, 5)) {
            store.stamps(Samples.stamps());
            store.append(0, Samples.decision("rare", 1));
            store.append(0, Samples.decision("g", 1));
            for (long epoch = 2; epoch <= 60; epoch++) {
                store.append(epoch - 1, Samples.decision("g", epoch));
            }
            assertThat(Files.size(data.resolve("journal.jsonl"))).isLessThan(16_000);
            var history = store.history(Optional.empty(), 100, Long.MAX_VALUE);
            assertThat(history).first().extracting(Store.Stored::seq).isEqualTo(61L);
            assertThat(history).last().extracting(Store.Stored::seq).isEqualTo(1L);
            assertThat(history).hasSizeBetween(6, 40);
            assertThat(store.notices()).isEmpty();
        }
        try (var store = open(data)) {
            assertThat(store.states().get("rare"))
                    .isEqualTo(Samples.decision("rare", 1).durable());
            assertThat(store.states().get("g").epoch()).isEqualTo(60);
            assertThat(store.append(60, Samples.decision("g", 61))).isEqualTo(62);
        }
    }

    /** A thousand regions make lines of 30 KB: a thousand of them, doubled before each compaction, ended in no memory. */
    @Test
    void compactsByBytesWhereLinesAreLong() throws IOException {
        int line = 3_000;
        try (var store = FileStore.open(data, 40_000, 1_000)) {
            store.stamps(Samples.stamps());
            for (long epoch = 1; epoch <= 100; epoch++) {
                var known = Samples.decision("g", epoch);
                store.append(
                        epoch - 1,
                        new Entry(
                                "g",
                                known.event(),
                                epoch,
                                null,
                                "detour",
                                "r".repeat(line),
                                Map.of(),
                                known.durable(),
                                true));
                assertThat(Files.size(data.resolve("journal.jsonl"))).isLessThan(40_000);
            }
            assertThat(store.history(Optional.empty(), 100, Long.MAX_VALUE))
                    .as("half of the room is kept")
                    .hasSizeBetween(4, 40_000 / line);
        }
        try (var store = open(data)) {
            assertThat(store.states().get("g").epoch()).isEqualTo(100);
        }
    }

    @Test
    @Fault("O7")
    void namesLineAndWayOutWhenDamaged() throws IOException {
        fill(6);
        var journal = data.resolve("journal.jsonl");
        var lines = Files.readAllLines(journal);
        lines.set(3, lines.get(3).replace("NAM", "MARS"));
        Files.write(journal, lines);
        assertThatThrownBy(() -> open(data))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.DAMAGED))
                .hasMessageContaining("journal.jsonl: line 4 does not match its checksum")
                .hasMessageContaining("Put back a copy");
        assertThat(Files.readAllLines(journal)).isEqualTo(lines);
    }

    @Test
    @Fault("O7")
    void seesThatWholeLinesAreMissingAtTheEnd() throws IOException {
        fill(6);
        var journal = data.resolve("journal.jsonl");
        var lines = Files.readAllLines(journal);
        Files.write(journal, lines.subList(0, 5));
        assertThatThrownBy(() -> open(data)).hasMessageContaining("it ends with sequence 4, but 6 had been written");
    }

    @Test
    void refusesToGuessWithoutItsMarkOrItsJournal() throws IOException {
        fill(2);
        Files.move(data.resolve("mark"), temp.resolve("mark"));
        assertThatThrownBy(() -> open(data)).hasMessageContaining("mark: it is missing");
        Files.move(temp.resolve("mark"), data.resolve("mark"));
        Files.move(data.resolve("journal.jsonl"), temp.resolve("journal"));
        assertThatThrownBy(() -> open(data)).hasMessageContaining("journal.jsonl: it is missing");
        Files.move(temp.resolve("journal"), data.resolve("journal.jsonl"));
        try (var store = open(data)) {
            assertThat(store.states().get("g").epoch()).isEqualTo(2);
        }
    }

    @Test
    void refusesFilesOfANewerSchema() throws IOException {
        fill(1);
        var journal = data.resolve("journal.jsonl");
        var kept = Files.readString(journal);
        Files.writeString(journal, kept.replaceFirst("schema\":1", "schema\":2"));
        assertNewer("journal.jsonl: its schema is 2");
        Files.writeString(journal, kept);
        var newer = Frame.seal("{\"schema\":2,\"generation\":9,\"seq\":1,\"checksum\":\"00000000\"}"
                .getBytes(StandardCharsets.US_ASCII));
        var mark = Files.readAllBytes(data.resolve("mark"));
        System.arraycopy(newer, 0, mark, 0, newer.length);
        Files.write(data.resolve("mark"), mark);
        assertNewer("mark: its schema is 2");
    }

    private void assertNewer(String words) {
        assertThatThrownBy(() -> open(data))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.NEWER_SCHEMA))
                .hasMessageContaining(words);
    }

    /** Its seal holds, and yet it says nothing: a mark of it was too long for its place, a line after it followed nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\":1,\"seq\":0,\"prev\":\"00000000000\",\"carried\":[]}",
                "{\"schema\":1,\"seq\":0,\"carried\":[]}",
                "{\"schema\":1,\"seq\":-1,\"prev\":\"00000000\",\"carried\":[]}",
                "{\"schema\":1,\"seq\":0,\"prev\":\"00000000\",\"carried\":[{\"seq\":1}]}",
                "{\"schema\":1,\"seq\":0,\"prev\":\"00000000\"}"
            })
    void sealedHeaderThatSaysNothingIsDamage(String header) throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("journal.jsonl"), sealed(header));

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 1 is no header of a journal");
    }

    @Test
    void ignoresEvidenceItCannotReadAndSaysSo() throws IOException {
        for (var content : new String[] {
            "",
            "{",
            "{\"schema\":2}",
            sealed("{\"schema\":2}"),
            // Whole, but of nothing: what it did not say was missed later, where nobody looked for it.
            sealed("{\"schema\":1}"),
            sealed("{\"schema\":1,\"groups\":{}}")
        }) {
            Files.createDirectories(data);
            Files.writeString(data.resolve("evidence.json"), content);
            try (var store = open(data)) {
                assertThat(store.evidence("g")).isEmpty();
                assertThat(store.notices()).anyMatch(n -> n.contains("evidence.json: ignored"));
            }
        }
    }

    @Test
    @Fault("O7")
    void dropsATornTailAndSaysSo() throws IOException {
        fill(3);
        var journal = data.resolve("journal.jsonl");
        long length = Files.size(journal);
        Files.writeString(journal, "{\"seq\":4,\"at\":{\"ti", StandardOpenOption.APPEND);
        try (var store = open(data)) {
            assertThat(store.notices()).anyMatch(n -> n.contains("dropped the last 18 bytes"));
            assertThat(Files.size(journal)).isEqualTo(length);
            assertThat(store.append(3, Samples.decision("g", 4))).isEqualTo(4);
        }
    }

    @Test
    @Fault("O5")
    void refusesAFileALinkAndANestedFileAsDirectory() throws IOException {
        var file = Files.createFile(temp.resolve("file"));
        assertUnusable(file, "is a file");
        assertUnusable(file.resolve("below"), "cannot be made");
        var link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("real")));
        assertUnusable(link, "is a symbolic link");
        assertThat(temp.resolve("real")).isEmptyDirectory();
    }

    static void assertUnusable(Path path, String words) {
        assertThatThrownBy(() -> open(path))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.UNUSABLE))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(words);
    }

    @Test
    void closesAnOpenDirectoryToOthers() throws IOException {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var store = open(data)) {
            assertThat(permissions(data)).isEqualTo("rwx------");
            assertThat(store.notices()).anyMatch(n -> n.contains("was open to others (rwxrwxrwx)"));
        }
    }

    @Test
    void refusesASecondStoreInTheSameProcessAndKeepsTheFirstsLock() throws IOException {
        try (var store = open(data)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> open(data))
                        .isInstanceOfSatisfying(
                                DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.LOCKED))
                        .hasMessageContaining(data.toString())
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid());
            }
            store.append(0, Samples.decision("g", 1));
        }
    }

    @Test
    void losesNothingWhenTheJournalIsRemovedOrReplacedInUse() throws IOException {
        try (var store = open(data)) {
            store.append(0, Samples.decision("g", 1));
            var away = temp.resolve("away");
            Files.move(data, away);
            assertThatThrownBy(() -> store.append(1, Samples.decision("g", 2))).isInstanceOf(IOException.class);
            Files.createSymbolicLink(data, Files.createDirectory(temp.resolve("elsewhere")));
            assertThatThrownBy(() -> store.append(1, Samples.decision("g", 2))).isInstanceOf(IOException.class);
            assertThat(store.ailment()).contains("journal.jsonl");
            assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
            Files.delete(data);
            Files.move(away, data);
            assertThat(store.ailment()).isEmpty();
            assertThat(store.append(1, Samples.decision("g", 2))).isEqualTo(2);
        }
        try (var store = open(data)) {
            assertThat(store.states().get("g").epoch()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedWriterNeitherFailsNorHarmsTheJournal() throws IOException {
        try (var store = open(data)) {
            Thread.currentThread().interrupt();
            assertThat(store.append(0, Samples.decision("g", 1))).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.append(1, Samples.decision("g", 2))).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedWriterCompactsAndMends() throws IOException {
        try (var store = FileStore.open(data, 2_000, 2)) {
            store.stamps(Samples.stamps());
            for (long epoch = 1; epoch <= 10; epoch++) {
                Thread.currentThread().interrupt();
                store.append(epoch - 1, Samples.decision("g", epoch));
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(store.notices()).isEmpty();
            Files.move(data.resolve("mark"), temp.resolve("mark"));
            Thread.currentThread().interrupt();
            assertThat(store.append(10, Samples.decision("g", 11))).isEqualTo(11);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(data.resolve("mark")).exists();
        }
        try (var store = open(data)) {
            assertThat(store.states().get("g").epoch()).isEqualTo(11);
        }
    }

    @Test
    void keepsNoEvidenceOnceClosedNorThroughALink() throws IOException {
        var store = open(data);
        Files.move(data, temp.resolve("away"));
        Files.createSymbolicLink(data, Files.createDirectory(temp.resolve("elsewhere")));
        store.keepEvidence(Map.of("g", Samples.evidence()));
        assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
        store.close();
        store.keepEvidence(Map.of("g", Samples.evidence()));
        assertThat(store.evidenceFailures()).isEqualTo(2);
    }

    private static String sealed(String object) {
        return new String(Frame.seal(object.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
    }

    private void fill(int epochs) throws IOException {
        try (var store = open(data)) {
            for (long epoch = 1; epoch <= epochs; epoch++) {
                store.append(epoch - 1, Samples.decision("g", epoch));
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void entriesOfTwoGroupsAreNoOneWrite() throws IOException {
        try (var store = open(data)) {
            assertThatThrownBy(() -> store.append(0, List.of(Samples.decision("a", 1), Samples.decision("b", 1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(store.states()).isEmpty();
            assertThat(store.newest()).isEqualTo(store.append(0, Samples.decision("a", 1)) - 1);
        }
    }

    @Test
    void nothingIsWrittenBeforeItIsKnownWhenItIs() throws IOException {
        try (var store = FileStore.open(data)) {
            assertThatThrownBy(() -> store.append(0, Samples.decision("a", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("stamps() comes before the first write");
        }
        try (var store = open(data)) {
            assertThat(store.states()).isEmpty();
        }
    }

    @Test
    void aSecondCloseDoesNothing() throws IOException {
        var store = open(data);
        store.close();
        try (var next = open(data)) {
            store.close();
            assertThat(next.append(0, Samples.decision("a", 1))).isEqualTo(1);
        }
    }

    private void refused(String why) {
        assertThatThrownBy(() -> open(data))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.kind()).isEqualTo(DataException.Kind.DAMAGED))
                .hasMessageContaining(why);
    }

    private List<String> written(Path where, String group) throws IOException {
        try (var store = open(where)) {
            for (long epoch = 1; epoch <= 3; epoch++) {
                store.append(epoch - 1, Samples.decision(group, epoch));
            }
        }
        return Files.readAllLines(where.resolve(FileStore.JOURNAL));
    }

    @Test
    void anotherDirectorysJournalIsNotTakenForOurs() throws IOException {
        written(data, "a");
        var other = temp.resolve("other");
        written(other, "b");
        Files.copy(
                other.resolve(FileStore.JOURNAL), data.resolve(FileStore.JOURNAL), StandardCopyOption.REPLACE_EXISTING);

        refused("is not the one that had been written");
    }

    @Test
    void aJournalWithoutItsHeaderIsNone() throws IOException {
        var lines = written(data, "a");
        Files.write(data.resolve(FileStore.JOURNAL), lines.subList(1, lines.size()));

        refused("line 1 is no header of a journal");
    }

    @Test
    void aLineThatWasTakenOutIsMissed() throws IOException {
        var lines = new ArrayList<>(written(data, "a"));
        lines.remove(2);
        Files.write(data.resolve(FileStore.JOURNAL), lines);

        refused("does not follow the line before it");
    }

    @Test
    void aLockThatSomeoneHoldsInThisProcessIsRespectedToo() throws IOException {
        written(data, "a");
        try (var lock = FileChannel.open(data.resolve("lock"), StandardOpenOption.WRITE);
                var held = lock.lock()) {
            assertThatThrownBy(() -> open(data)).isInstanceOfSatisfying(DataException.class, e -> assertThat(e.kind())
                    .isEqualTo(DataException.Kind.LOCKED));
            assertThat(held.isValid()).isTrue();
        }
        open(data).close();
    }
}
