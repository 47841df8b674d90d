package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import dev.detour.peers.Fault;
import dev.detour.peers.RealPeers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** FAULTS O1–O5 and A13 for the env file; the temp file is filled here as the route does it. */
class EnvFilesTest {
    private static final String EU = "export EXT_CLOUD=cloud.eu.ext.com\nexport EXT_REGION=EU";

    @TempDir
    Path folder;

    private final AtomicLong newest = new AtomicLong();

    private EnvFiles envFiles(Path file) {
        return envFiles(file, new Restart.None());
    }

    private EnvFiles envFiles(Path file, Restart restart) {
        return new EnvFiles(
                () -> settings(seedFile(file), restart, Duration.ofSeconds(5)),
                (group, epoch) -> epoch >= newest.get());
    }

    private static EnvFiles.Write fill(EnvFiles.Write write) throws IOException {
        Files.write(Path.of("/" + write.temp()), write.content());
        return write;
    }

    private static void write(EnvFiles files, long epoch, String region) throws IOException {
        files.commit(fill(files.prepare(decision(epoch, region), "false")));
    }

    @Test
    void keepsTheModeAndOwnerOfTheOldFile() throws Exception {
        Path file = Files.writeString(folder.resolve("e.env"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        if (System.getProperty("user.name").equals("root")) {
            Files.setAttribute(file, "unix:uid", 12345);
            Files.setAttribute(file, "unix:gid", 23456);
        }
        Object owner = Files.getAttribute(file, "unix:uid");
        Object group = Files.getAttribute(file, "unix:gid");

        write(envFiles(file), 1, "EU");

        assertThat(file).hasContent(EU);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(owner);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(group);
    }

    @Test
    void owesARestartBeforeALookAtTheStartPutsTheFileInPlace() throws Exception {
        Path file = folder.resolve("e.env");
        EnvFiles files = envFiles(file, new Restart.Exec(List.of("/bin/true")));

        EnvFiles.Write write = fill(files.prepare(decision(1, "EU"), "true"));
        assertThat(folder.resolve("restart-ext-cloud.owed")).doesNotExist();
        files.commit(write);

        assertThat(file).hasContent(EU);
        assertThat(folder.resolve("restart-ext-cloud.owed")).exists();
    }

    static Stream<Restart> restartsThatPayNoDebt() {
        return Stream.of(
                new Restart.None(),
                new Restart.Supervisor(List.of(URI.create("unix:///run/s.sock")), List.of("app")),
                new Restart.Systemd(List.of("app.service")));
    }

    @ParameterizedTest
    @MethodSource("restartsThatPayNoDebt")
    void oweNothingThatNobodyEverPaid(Restart restart) throws Exception {
        EnvFiles files = envFiles(folder.resolve("e.env"), restart);

        files.commit(fill(files.prepare(decision(1, "EU"), "true")));

        assertThat(folder.resolve("restart-ext-cloud.owed")).doesNotExist();
    }

    @Test
    void leavesUnchangedBytesAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("e.env"), EU);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1000)));
        EnvFiles files = envFiles(file);

        assertThat(files.prepare(decision(1, "EU"), "false").needed()).isFalse();

        assertThat(files.modified("ext-cloud")).contains(Instant.ofEpochSecond(1000));
        assertThat(folder.resolve("restart-ext-cloud.owed")).doesNotExist();
        assertThat(files.matches(decision(1, "EU"))).isTrue();
        assertThat(files.matches(decision(1, "NAM"))).isFalse();
    }

    @Test
    @Fault("O5")
    void refusesASymlinkEvenADanglingOne() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("e.env"), elsewhere);
        Path dangling = Files.createSymbolicLink(folder.resolve("d.env"), folder.resolve("nothing"));

        assertRefused(link, "symlink");
        assertRefused(dangling, "symlink");
        assertThat(elsewhere).hasContent("precious");
        assertThat(folder.resolve("nothing")).doesNotExist();
    }

    @Test
    @Fault("O5")
    void refusesADirectoryThatIsMissingOrNone() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        Path real = Files.createDirectory(folder.resolve("real"));
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), real);
        Path inTheWay = Files.createDirectory(folder.resolve("e.env"));

        assertRefused(folder.resolve("missing/e.env"), "missing");
        assertRefused(plain.resolve("e.env"), "not a directory");
        assertRefused(linked.resolve("e.env"), "symlink");
        assertRefused(inTheWay, "not a plain file");
        assertThat(real).isEmptyDirectory();
    }

    private void assertRefused(Path file, String why) {
        EnvFiles files = envFiles(file);
        assertThatThrownBy(() -> files.prepare(decision(1, "EU"), "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
        assertThat(files.ailment("ext-cloud"))
                .hasValueSatisfying(text -> assertThat(text).contains(why));
    }

    @Test
    @Fault("A13")
    void theOlderNeverFinishesAfterTheNewer() throws Exception {
        Path file = folder.resolve("e.env");
        EnvFiles files = envFiles(file);
        EnvFiles.Write older = fill(files.prepare(decision(7, "NAM"), "false"));
        newest.set(8);
        write(files, 8, "EU");

        assertThatThrownBy(() -> files.commit(older)).isInstanceOf(StepFailedException.class);

        assertThat(file).hasContent(EU);
    }

    @Test
    void theOlderIsRefusedRightBeforeItsRename() throws Exception {
        Path file = folder.resolve("e.env");
        EnvFiles files = envFiles(file);
        EnvFiles.Write older = fill(files.prepare(decision(7, "NAM"), "false"));
        newest.set(8);

        assertThatThrownBy(() -> files.commit(older)).hasMessageContaining("superseded");

        assertThat(file).doesNotExist();
    }

    @Test
    void anInterruptedThreadDoesNotRename() throws Exception {
        Path file = folder.resolve("e.env");
        EnvFiles files = envFiles(file);
        EnvFiles.Write write = fill(files.prepare(decision(7, "NAM"), "false"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> files.commit(write)).isInstanceOf(StepFailedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void whatACrashLeftIsRemovedByTheNextWrite() throws Exception {
        Path file = folder.resolve("e.env");
        Files.writeString(folder.resolve(".e.env.3.tmp"), "half");
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Files.createSymbolicLink(folder.resolve(".e.env.9.tmp"), target);
        Path other = Files.writeString(folder.resolve(".other.env.3.tmp"), "not ours");

        write(envFiles(file), 9, "EU");

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, target, other);
        }
        assertThat(target).hasContent("precious");
    }

    @Test
    void aTempFileWithOtherBytesIsNotRenamed() throws Exception {
        Path file = Files.writeString(folder.resolve("e.env"), "old");
        EnvFiles files = envFiles(file);
        EnvFiles.Write write = files.prepare(decision(1, "EU"), "false");
        Files.writeString(Path.of("/" + write.temp()), "torn");

        assertThatThrownBy(() -> files.commit(write)).hasMessageContaining("does not hold");
        assertThatThrownBy(() -> files.abandon(write, new IOException("disk on fire")))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("disk on fire");

        assertThat(file).hasContent("old");
        assertThat(Path.of("/" + write.temp())).doesNotExist();
    }

    @Test
    @Fault("O3")
    void aReadOnlyMountKeepsTheOldFileWhole() throws Exception {
        try (AutoCloseable unmount = RealPeers.mount(folder.toString(), "-t", "tmpfs", "none", folder.toString())) {
            Path file = Files.writeString(folder.resolve("e.env"), "old");
            EnvFiles files = envFiles(file);
            RealPeers.run("mount", "-o", "remount,ro", folder.toString());

            assertThatThrownBy(() -> files.prepare(decision(1, "EU"), "false")).hasMessageContaining("Read-only");
            assertThat(files.ailment("ext-cloud")).isPresent();
            assertThat(file).hasContent("old");

            RealPeers.run("mount", "-o", "remount,rw", folder.toString());
            write(files, 1, "EU");
            assertThat(file).hasContent(EU);
        }
    }

    @Test
    @Fault("O2")
    void noInodesLeftKeepsTheOldFileWhole() throws Exception {
        try (AutoCloseable unmount =
                RealPeers.mount(folder.toString(), "-t", "tmpfs", "-o", "nr_inodes=2", "none", folder.toString())) {
            Path file = Files.writeString(folder.resolve("e.env"), "old");

            assertThatThrownBy(() -> envFiles(file).prepare(decision(1, "EU"), "false"))
                    .hasMessageContaining("No space left");

            assertThat(file).hasContent("old");
        }
    }

    @Test
    void aFileMountedByItselfIsRefusedWithTheWayOut() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "old");
        Path file = Files.writeString(folder.resolve("e env"), "");
        try (AutoCloseable unmount = RealPeers.mount(file.toString(), "--bind", outside.toString(), file.toString())) {
            assertRefused(file, "mount the directory");
            assertThat(file).hasContent("old");
        }
    }

    @Test
    void theRegionOfAnOldFileIsToldOnlyWhenItCanBeRead() throws Exception {
        Path file = Files.writeString(folder.resolve("e.env"), EU);
        assertThat(EnvFiles.envRegion(seedFile(file), ActFixtures.REGIONS)).hasValue("EU");

        Files.writeString(file, EU.replace("EU", "MARS").replace(".eu.", ".mars."));
        assertThat(EnvFiles.envRegion(seedFile(file), ActFixtures.REGIONS)).isEmpty();

        Files.writeString(file, EU + "\n#" + "x".repeat(2_000_000));
        assertThat(EnvFiles.envRegion(seedFile(file), ActFixtures.REGIONS))
                .as("far too large to be one of ours")
                .isEmpty();
        assertThat(EnvFiles.envRegion(seedFile(folder), ActFixtures.REGIONS)).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadMatchesNothingAndWasNeverModified() {
        EnvFiles files = envFiles(folder.resolve("none/e.env"));

        assertThat(files.matches(decision(1, "EU"))).isFalse();
        assertThat(files.modified("ext-cloud")).isEmpty();
    }

    @Test
    void aPathThatTheFileComponentWouldEvaluateIsRefused() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("${date:now}"));

        assertRefused(odd.resolve("e.env"), "its path holds an expression");
    }

    @Test
    void aGroupWithoutAFileHasNothingToWrite() {
        var none =
                new EnvFiles(() -> settings(null, new Restart.None(), Duration.ofSeconds(5)), (group, epoch) -> true);

        assertThat(none.prepare(decision(1, "EU"), "false").needed()).isFalse();
        assertThat(none.matches(decision(1, "EU"))).isTrue();
        assertThat(none.path("ext-cloud")).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenAtAllMatchesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("e.env"), EU);
        var quote = new Settings.EnvFile(file, Map.of("EXT_REGION", "{region}'\n"), true);
        var files =
                new EnvFiles(() -> settings(quote, new Restart.None(), Duration.ofSeconds(5)), (group, epoch) -> true);

        assertThat(files.matches(decision(1, "EU"))).isFalse();
    }
}
