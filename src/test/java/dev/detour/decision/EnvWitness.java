package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.store.MemoryDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Looks at the env file after every change of the disk, and at what a power cut would leave of it (S7). */
final class EnvWitness {
    private final World w;
    private final MemoryDisk disk;
    private final Path file;
    private final Set<String> may = new HashSet<>();
    private boolean mayBeMissing;
    private String mode = "rw-r--r--";
    /** Whether others wrote it since the step began to look. */
    private boolean disturbed;

    EnvWitness(World w, MemoryDisk disk, Path file) {
        this.w = w;
        this.disk = disk;
        this.file = file;
        disk.changed = this::changed;
    }

    /** On the disk that a crash left. */
    EnvWitness on(MemoryDisk next) {
        EnvWitness witness = new EnvWitness(w, next, file);
        witness.may.addAll(may);
        witness.mayBeMissing = mayBeMissing;
        witness.mode = next.exists(file) ? next.mode(file) : mode;
        witness.whole("after the machine died", witness.content());
        return witness;
    }

    /** Whatever is there now was put there by others. */
    void byHand() {
        String now = content();
        disturbed = true;
        mayBeMissing |= now == null;
        if (now != null) {
            may.add(now);
            mode = disk.mode(file);
        }
    }

    void decided(Decision decision) {
        may.add(wanted(decision));
    }

    /** The bytes that SPEC §3 asks for. */
    static String wanted(Decision decision) {
        return "export EXT_CLOUD=" + decision.target() + "\nexport EXT_REGION=" + decision.to();
    }

    String content() {
        try {
            return disk.exists(file) ? text(disk.read(file)) : null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void changed(MemoryDisk.Op op) {
        if (!file.equals(op.file()) && !file.equals(op.to())) {
            return;
        }
        whole("as it is", content());
        if (op.kind() == MemoryDisk.Op.Kind.RENAME) {
            Decision newest = w.state.durable().decision();
            assertThat(content())
                    .as("S5: the env file of epoch %d", newest.epoch())
                    .isEqualTo(wanted(newest));
            assertThat(disk.mode(file)).as("SPEC §6: its mode is kept").isEqualTo(mode);
        }
        afterPowerLoss(true);
        afterPowerLoss(false);
    }

    private void afterPowerLoss(boolean namesKept) {
        byte[] left = disk.forced(namesKept, path -> false).get(file);
        whole("after a power cut", left == null ? null : text(left));
    }

    private void whole(String when, String content) {
        boolean good = content == null ? mayBeMissing : may.contains(content);
        assertThat(good)
                .as("S7: the env file %s is of no committed epoch: %s", when, content)
                .isTrue();
    }

    void begun() {
        disturbed = false;
    }

    /** The step said that it failed. */
    void failed(Decision decision, boolean diskIsWell) {
        Path temp = file.resolveSibling("." + file.getFileName() + "." + decision.epoch() + ".tmp");
        assertThat(diskIsWell && disk.exists(temp))
                .as("S7: a failed write leaves its temp file")
                .isFalse();
    }

    /** The step said that it is done. */
    void done(Decision decision) {
        if (disturbed) {
            return;
        }
        byte[] left = disk.forced(false, path -> false).get(file);
        assertThat(Objects.toString(left == null ? null : text(left)))
                .as("S7, S8: the env file of epoch %d is durable", decision.epoch())
                .isEqualTo(wanted(decision));
        mayBeMissing = false;
        mode = disk.mode(file);
    }
}
