package dev.detour.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Edits under the running process, every ten seconds, one in five of them broken. Each writes its number into a route that
 * says it every second, beside another change; so what is in force is heard, and that a broken edit's number is never heard
 * proves it all or nothing.
 */
final class RouteEdits {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);
    /** A second until it counts as settled, a second until it is looked at, and the exchange; SPEC §3. */
    private static final long APPLIES = TimeUnit.SECONDS.toNanos(5);

    private static final String SAYS = "soak edit ";

    private final Instance instance;
    private final Journal journal;
    private final Pulse pulse;
    private final Findings findings;
    private final Path properties;
    private final Path mark;
    private final Path choose;
    private final Path probe;
    private final String goodProperties;
    private final String goodChoose;
    private final String goodProbe;
    private long read;
    private int heard;
    private int counted;
    int taken;
    int refused;
    /** The next edit came before it was looked at: a decision was under way, or Detour was killed. */
    int overtaken;

    double slowest;

    RouteEdits(Instance instance, Journal journal, Pulse pulse, Findings findings) throws IOException {
        this.instance = instance;
        this.journal = journal;
        this.pulse = pulse;
        this.findings = findings;
        var routes = instance.folder().resolve("routes");
        properties = instance.folder().resolve("application.properties");
        mark = routes.resolve("soak.camel.yaml");
        choose = routes.resolve("choose.camel.yaml");
        probe = routes.resolve("probe.camel.yaml");
        goodProperties = Files.readString(properties);
        goodChoose = Files.readString(choose);
        goodProbe = Files.readString(probe);
    }

    void edit() throws IOException, InterruptedException {
        awaitStart();
        for (int n = 1; ; n++) {
            long began = System.nanoTime();
            boolean broken = n % 5 == 0;
            if (broken) {
                spoil(n);
                write(mark, said(n));
            } else {
                // First, or a broken edit's number would come into force by half a mending.
                write(mark, said(n));
                change(n);
            }
            long written = System.nanoTime();
            while (System.nanoTime() - began < EVERY) {
                listen(n, broken, written);
                TimeUnit.MILLISECONDS.sleep(100);
            }
            close(n, broken, written);
        }
    }

    private void awaitStart() throws InterruptedException {
        while (true) {
            try {
                Http.get(instance.port(), "/healthz");
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private void listen(int n, boolean broken, long written) throws IOException {
        hear();
        if (counted == n) {
            return;
        }
        if (broken ? refuses() : heard == n) {
            counted = n;
            taken += broken ? 0 : 1;
            refused += broken ? 1 : 0;
            if (!broken && quiet(written)) {
                slowest = Math.max(slowest, (System.nanoTime() - written) / 1e9);
            }
        }
    }

    private void close(int n, boolean broken, long written) {
        if (broken && heard == n) {
            findings.add("edit", instance.name() + ": broken edit " + n + " came into force");
        }
        if (counted != n) {
            overtaken++;
            if (quiet(written)) {
                findings.add(
                        "edit", instance.name() + ": edit " + n + (broken ? " was not refused" : " was not taken"));
            }
        }
    }

    /** Whether nothing stood in its way from a little before it was written: no decision, and no kill. */
    private boolean quiet(long written) {
        long from = written - TimeUnit.SECONDS.toNanos(5);
        long until = written + APPLIES + pulse.tolerance(written, written + APPLIES);
        boolean decided = Rules.ALL.stream()
                .flatMap(rules -> journal.decisions(rules.name()).stream())
                .anyMatch(d -> d.at() > from && d.at() < until);
        var lives = instance.lives();
        return !decided
                && lives.get(lives.size() - 1).started() < from - TimeUnit.SECONDS.toNanos(20)
                && instance.alive();
    }

    /** The newest number that was said. */
    private void hear() throws IOException {
        var log = instance.folder().resolve("log.jsonl");
        if (!Files.exists(log)) {
            return;
        }
        String news;
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(read);
            news = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        int whole = news.lastIndexOf('\n') + 1;
        read += whole;
        int at = news.lastIndexOf(SAYS, whole);
        if (at >= 0) {
            heard = Integer.parseInt(news.substring(at + SAYS.length()).replaceAll("(?s)\\D.*", ""));
        }
    }

    private boolean refuses() {
        try {
            JsonNode reload = Http.json(instance.port(), "/api/v1/status").path("reload");
            return reload.path("failed").asBoolean() && !reload.path("reason").isNull();
        } catch (IOException away) {
            return false;
        }
    }

    /** Everything that was spoiled is mended, and one more thing is different. */
    private void change(int n) throws IOException {
        write(choose, goodChoose + (n % 3 == 0 ? "# " + n + "\n" : ""));
        write(probe, goodProbe + (n % 3 == 1 ? "# " + n + "\n" : ""));
        write(properties, goodProperties + "detour.group.bank.verify.timeout=" + (100 + n % 7) + "s\n");
    }

    private void spoil(int n) throws IOException {
        switch (n / 5 % 4) {
            case 0 -> write(choose, goodChoose.replace("- setBody:", "- setBdy:") + "# " + n + "\n");
            case 1 -> write(properties, goodProperties + "detour.group.shop.probe.interval=banana" + n + "\n");
            case 2 -> write(probe, goodProbe.replaceFirst("\n", "\n  : ]" + n + "\n"));
            default -> write(choose, "");
        }
    }

    private static String said(int n) {
        return """
                - route:
                    id: soak-says
                    description: Says which edit is in force.
                    group: soak
                    from:
                      uri: scheduler:soak-says
                      parameters:
                        delay: %d
                      steps:
                        - log:
                            loggingLevel: WARN
                            message: "%s%d."
                """.formatted(1000 + n % 3, SAYS, n);
    }

    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }
}
