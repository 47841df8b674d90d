package dev.detour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.detour.peers.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real small file systems: full (O1), without inodes (O2), read-only (O3). Mounting one takes root. */
class StoreDiskTest {
    @TempDir
    Path temp;

    private Path mount;

    @BeforeEach
    void mount() throws Exception {
        mount = Files.createDirectory(temp.resolve("disk"));
        if (!run("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=9", "none", mount.toString())) {
            var words = "SKIPPED: full and read-only disks are not tested, this user may not mount a tmpfs";
            if (System.getenv("CI") != null) {
                fail(words);
            }
            System.err.println(words);
            Assumptions.abort(words);
        }
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", mount.toString());
    }

    @Test
    @Fault("O1")
    void aFullDiskTakesNothingBackAndNothingHalf() throws IOException {
        var data = mount.resolve("data");
        var known = Samples.state(0, null, "none");
        try (var store = FileStoreTest.open(data)) {
            store.append(0, Samples.decision("g", 1));
            fillUp(mount.resolve("ballast"));
            long epoch = 1;
            Throwable full = null;
            while (full == null) {
                try {
                    store.append(epoch, Samples.decision("g", epoch + 1));
                    epoch++;
                } catch (IOException e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("No space left on device");
            assertThat(store.ailment()).contains("journal.jsonl").contains("No space left on device");
            JournalByHand.read(data.resolve("journal.jsonl"));
            assertThat(store.states().get("g").epoch()).isEqualTo(epoch);
            Files.delete(mount.resolve("ballast"));
            assertThat(store.ailment()).isEmpty();
            store.append(epoch, Samples.decision("g", epoch + 1));
            known = store.states().get("g");
        }
        try (var store = FileStoreTest.open(data)) {
            assertThat(store.states().get("g")).isEqualTo(known);
            assertThat(store.notices()).isEmpty();
        }
    }

    @Test
    @Fault("O2")
    void withoutInodesItGoesOnAppending() throws IOException {
        var data = mount.resolve("data");
        try (var store = FileStore.open(data, 2_000, 2)) {
            store.stamps(Samples.stamps());
            for (int i = 0; i < 9; i++) {
                useInode(i);
            }
            for (long epoch = 1; epoch <= 10; epoch++) {
                store.append(epoch - 1, Samples.decision("g", epoch));
            }
            assertThat(store.notices()).anyMatch(notice -> notice.contains("not compacted"));
            assertThat(store.ailment()).isEmpty();
        }
        try (var store = FileStoreTest.open(data)) {
            assertThat(store.states().get("g").epoch()).isEqualTo(10);
        }
    }

    @Test
    @Fault("O3")
    void refusesAReadOnlyDiskAndAFullOneInClearWords() throws Exception {
        var data = mount.resolve("data");
        FileStoreTest.open(data).close();
        assertThat(run("mount", "-o", "remount,ro", mount.toString())).isTrue();
        FileStoreTest.assertUnusable(data, "Read-only file system");
        FileStoreTest.assertUnusable(mount.resolve("other"), "Read-only file system");
        assertThat(run("mount", "-o", "remount,rw", mount.toString())).isTrue();
        fillUp(mount.resolve("ballast"));
        assertThatThrownBy(() -> FileStore.open(mount.resolve("new")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("No space left on device");
        Files.delete(mount.resolve("ballast"));
        FileStoreTest.open(data).close();
    }

    private void useInode(int i) {
        try {
            Files.createFile(mount.resolve("inode" + i));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private static void fillUp(Path file) {
        assertThatThrownBy(() -> {
                    try (var out = Files.newOutputStream(file)) {
                        while (true) {
                            out.write(new byte[1024]);
                        }
                    }
                })
                .hasMessageContaining("No space left on device");
    }

    private static boolean run(String... command) throws Exception {
        try {
            var process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
