package dev.detour.decision;

import dev.detour.store.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What happens to the disk of a whole group, and to the env file behind its back. */
final class DiskTrouble {
    private final World w;
    private final Whole whole;

    DiskTrouble(World w, Luck luck) {
        this.w = w;
        List<Region> all = w.rules.regions();
        Optional<String> env =
                luck.nextBoolean() ? Optional.of(text(all.get(luck.nextInt(all.size())), luck)) : Optional.empty();
        whole = new Whole(w, luck, env);
        w.outside = whole;
    }

    /** As the program writes it, or as people do. */
    private static String text(Region region, Luck luck) {
        String quote = luck.pick("", "\"");
        return "export EXT_CLOUD=" + quote + region.target() + quote + "\nexport EXT_REGION=" + region.name()
                + luck.pick("", "\n");
    }

    void luck(Luck luck) {
        whole.fate = luck;
    }

    void happen(Luck luck) {
        MemoryDisk disk = whole.disk;
        disk.halfDone = luck.nextBoolean();
        switch (luck.nextInt(4)) {
            case 0, 1 -> {
                disk.killAfter = luck.nextInt(30);
                w.diary.accept("the process will be killed at the disk's change " + disk.killAfter + " from now"
                        + (disk.halfDone ? ", half done" : ""));
            }
            case 2 -> {
                disk.failAfter = luck.nextInt(20);
                disk.failures = 1 + luck.nextInt(4);
                w.diary.accept(disk.failures + " changes of the disk will fail, from " + disk.failAfter + " on"
                        + (disk.halfDone ? ", half done" : ""));
            }
            default -> byHand(luck);
        }
    }

    private void byHand(Luck luck) {
        List<Region> all = w.rules.regions();
        String text = luck.oneIn(3) ? "# gone" : text(all.get(luck.nextInt(all.size())), luck);
        w.diary.accept("someone writes the env file, and restarts the application: " + text.replace('\n', ' '));
        whole.disk.put(Whole.ENV, text.getBytes(StandardCharsets.UTF_8));
        whole.witness.byHand();
        whole.application = text;
    }

    void end() {
        whole.disk.killAfter = -1;
        whole.disk.failAfter = -1;
        // A kill may have come in the last moment, at something whose end nobody waited for.
        whole.guarded(() -> whole.ailment().ifPresent(words -> w.feed(new Event.StoreHealth(words.isEmpty(), words))));
    }

    void converged() {
        whole.converged();
    }
}
