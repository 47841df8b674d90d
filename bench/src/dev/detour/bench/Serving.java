package dev.detour.bench;

import dev.detour.bench.Region.Mood;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is answered how quickly, and what it costs, beside a Flask service that does the same. */
final class Serving {
    private static final int CONNECTIONS = 64;
    private static final int WARM_SECONDS = 10;

    private final Path home;
    private final Path work;
    private final boolean quick;
    private final List<String> marked;

    /** @param marked starts Detour with the bench's classes beside it */
    Serving(Path home, Path work, boolean quick, List<String> marked) {
        this.marked = marked;
        this.home = home;
        this.work = work;
        this.quick = quick;
    }

    /** A running Detour and where it listens. */
    private record Running(Subject subject, int port) implements AutoCloseable {
        String url(String path) {
            return "http://127.0.0.1:" + port + path;
        }

        ProcessHandle process() {
            return ProcessHandle.of(subject.pid()).orElseThrow();
        }

        @Override
        public void close() {
            subject.close();
        }
    }

    void measure() throws Exception {
        metric();
        flip();
        status();
        events();
    }

    private Running run(Path folder, String properties) throws Exception {
        return run(folder, properties, List.of(home.resolve("detour").toString(), "run"));
    }

    private static Running run(Path folder, String properties, List<String> command) throws Exception {
        int port = Flask.freePort();
        Files.writeString(folder.resolve("application.properties"), properties + "detour.http.port=" + port + "\n");
        var subject = new Subject(folder, command, "");
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        for (int i = 0; i < 600; i++) {
            subject.requireAlive();
            try {
                var answer = HttpClient.newHttpClient().send(ready, HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return new Running(subject, port);
                }
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("it is not ready after two minutes");
    }

    private static String site(Region a, Region b) {
        return """
                detour.groups=site
                detour.group.site.mode=observe
                detour.group.site.regions=a=127.0.0.1:%d,b=127.0.0.1:%d
                detour.group.site.probe.url=http://{target}/
                detour.group.site.probe.interval=1s
                detour.group.site.probe.timeout=900ms
                detour.group.site.outage=0s
                detour.group.site.min-failures=1
                detour.group.site.min-successes=1
                detour.group.site.recovery=0s
                """.formatted(a.port(), b.port());
    }

    /** Rows of one server under one load. */
    private static final class Rows {
        private final Figure rate;
        private final Figure p99;
        private final Figure max;
        private final Figure cpu;

        Rows(String what) {
            rate = new Figure(what, "requests/s", "");
            p99 = new Figure("… 99th percentile", "ms", "");
            max = new Figure("… slowest", "ms", "");
            cpu = new Figure("… CPU per request", "µs", "");
        }

        void add(ProcessHandle process, String url, int connections, int seconds) throws Exception {
            long before = Load.cpuMillis(process);
            var wrk = Wrk.run(url, connections, seconds);
            long used = Load.cpuMillis(process) - before;
            if (wrk.failed() > 0) {
                System.out.println("| **" + wrk.failed() + " of " + wrk.requests() + " failed** | | | | | | | |");
            }
            rate.add(wrk.perSecond());
            p99.add(wrk.p99());
            max.add(wrk.max());
            cpu.add(1000.0 * used / wrk.requests());
        }

        void print() {
            rate.print();
            p99.print();
            max.print();
            cpu.print();
        }
    }

    /** Turn by turn, so that both have the same machine. */
    private void metric() throws Exception {
        try (var a = new Region();
                var b = new Region();
                var world = Folder.under(work, "serving");
                var detour = run(world.path(), site(a, b));
                var flask = new Flask(home, a, b)) {
            Wrk.run(detour.url("/metric/site-a"), CONNECTIONS, WARM_SECONDS);
            Wrk.run(flask.url("/metric/site-a"), CONNECTIONS, WARM_SECONDS);
            both("/metric/site-a, 64 connections", detour, flask);
            b.mood(Mood.HANG);
            both("the same, the other site a black hole", detour, flask);
        }
    }

    private void both(String what, Running detour, Flask flask) throws Exception {
        var ours = new Rows("Detour: " + what);
        var theirs = new Rows("Flask: " + what);
        for (int run = 0; run < (quick ? 2 : 5); run++) {
            ours.add(detour.process(), detour.url("/metric/site-a"), CONNECTIONS, quick ? 5 : 10);
            theirs.add(flask.process(), flask.url("/metric/site-a"), CONNECTIONS, quick ? 5 : 10);
        }
        ours.print();
        theirs.print();
    }

    /** From the failed probe's end until the first answer that says so; and whether any is older. */
    private void flip() throws Exception {
        var served = new Figure("the probe that fails ends → /metric says 1", "ms", "≤ 5");
        var whole = new Figure("… from before the 503 is sent", "ms", "");
        var back = new Figure("answers that contradict an earlier one", "in a flip", "0");
        try (var a = new Region();
                var b = new Region();
                var world = Folder.under(work, "serving");
                var detour =
                        run(world.path(), site(a, b) + "camel.beans.downs=#class:dev.detour.bench.Downs\n", marked);
                var one = new Asking(detour.port(), "/metric/site-a");
                var two = new Asking(detour.port(), "/metric/site/a")) {
            for (int run = 0; run < (quick ? 10 : 30); run++) {
                b.mood(Mood.UP);
                // What was heard before says nothing of now.
                one.forget();
                two.forget();
                until(one, 0);
                until(two, 0);
                one.forget();
                two.forget();
                detour.subject().forgetDowns();
                b.mood(Mood.STATUS_503);
                long seen = until(one, 1);
                until(two, 1);
                served.addNanos(seen - detour.subject().down());
                whole.addNanos(seen - b.failedAt());
                back.add(contradictions(one, two) + contradictions(two, one));
            }
        }
        served.print();
        whole.print();
        back.print();
    }

    private static long until(Asking asking, int value) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            var found =
                    asking.answers().stream().filter(a -> a.value() == value).findFirst();
            if (found.isPresent()) {
                return found.get().received();
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new IOException("no answer " + value);
    }

    /** Answers 0 asked for after someone had heard 1. */
    private static long contradictions(Asking who, Asking other) {
        long heard = other.answers().stream()
                .filter(a -> a.value() == 1)
                .mapToLong(Asking.Answer::received)
                .min()
                .orElse(Long.MAX_VALUE);
        return who.answers().stream()
                .filter(a -> a.sent() > heard && a.value() != 1)
                .count();
    }

    private void status() throws Exception {
        try (var region = new Region();
                var world = Folder.under(work, "serving")) {
            var list = IntStream.range(0, 100)
                    .mapToObj(i -> "R" + i + "=127.0.0.1:" + region.port())
                    .collect(Collectors.joining(","));
            var properties = """
                    detour.groups=many
                    detour.group.many.mode=observe
                    detour.group.many.regions=%s
                    detour.group.many.probe.url=http://{target}/
                    """.formatted(list);
            try (var detour = run(world.path(), properties)) {
                Wrk.run(detour.url("/api/v1/status"), CONNECTIONS, WARM_SECONDS);
                var rows = new Rows("/api/v1/status with 100 regions, 64 connections (≥ 5000)");
                for (int run = 0; run < (quick ? 2 : 5); run++) {
                    rows.add(detour.process(), detour.url("/api/v1/status"), CONNECTIONS, quick ? 5 : 10);
                }
                rows.print();
            }
        }
    }

    /** One update a second: one region, probed every second. */
    private void events() throws Exception {
        int clients = 500;
        int seconds = quick ? 30 : 600;
        var cpu = new Figure(clients + " listen to events, one update a second: CPU", "% of a core", "≤ 15");
        var heard = new Figure("… events per client and second", "", "1");
        var grown = new Figure("… resident memory, last against first minute", "MB", "flat");
        try (var region = new Region();
                var world = Folder.under(work, "serving")) {
            var properties = """
                    detour.groups=one
                    detour.group.one.mode=observe
                    detour.group.one.regions=R=127.0.0.1:%d
                    detour.group.one.probe.url=http://{target}/
                    detour.group.one.probe.interval=1s
                    detour.group.one.probe.timeout=900ms
                    """.formatted(region.port());
            try (var detour = run(world.path(), properties);
                    var listeners = new Listeners(detour.port(), clients)) {
                Bench.sleep(quick ? 10_000 : 60_000);
                double memory = Load.residentMegabytes(detour.subject().pid());
                long before = Load.cpuMillis(detour.subject().pid());
                long events = listeners.events();
                long began = System.nanoTime();
                Bench.sleep(TimeUnit.SECONDS.toMillis(seconds));
                double took = (System.nanoTime() - began) / 1e9;
                cpu.add((Load.cpuMillis(detour.subject().pid()) - before) / took / 10);
                heard.add((listeners.events() - events) / took / clients);
                grown.add(Load.residentMegabytes(detour.subject().pid()) - memory);
                if (listeners.ended() > 0) {
                    System.out.println("| **" + listeners.ended() + " streams ended** | | | | | | | |");
                }
            }
        }
        cpu.print();
        heard.print();
        grown.print();
    }
}
