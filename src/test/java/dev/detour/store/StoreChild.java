package dev.detour.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that opens a store: exits 1 with the reason when refused; holds it, or appends until killed. */
public final class StoreChild {
    private StoreChild() {}

    public static void main(String[] args) throws IOException {
        try (var store = FileStore.open(Path.of(args[0]), 64_000, 20)) {
            store.stamps(Samples.stamps());
            System.out.println("open");
            if (args[1].equals("hold")) {
                System.in.read();
                return;
            }
            var known = store.states().get("g");
            for (long epoch = known == null ? 1 : known.epoch() + 1; ; epoch++) {
                store.append(epoch - 1, Samples.note("g", epoch - 1));
                var seq = store.append(epoch - 1, Samples.decision("g", epoch));
                System.out.println(seq + " " + epoch + " .");
            }
        } catch (DataException e) {
            System.err.println(e.kind() + " " + e.getMessage());
            System.exit(1);
        }
    }

    static Process start(Path data, String what) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreChild.class.getName(),
                data.toString(),
                what));
        return new ProcessBuilder(command).start();
    }
}
