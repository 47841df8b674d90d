package dev.detour.bench;

import dev.detour.bench.Proxies.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The gateway beside other proxies, before the same upstreams. Turn by turn, so that all have the same machine. */
final class Gateways {
    private static final int CONNECTIONS = 64;

    private final Path home;
    private final Path work;
    private final boolean quick;

    Gateways(Path home, Path work, boolean quick) {
        this.home = home;
        this.work = work;
        this.quick = quick;
    }

    /** @param path what to ask of it */
    private record Subject(String name, Running running, String path) {}

    /** CPU per request at saturation, and latency at a fixed pace. */
    void measure() throws Exception {
        try (var proxies = new Proxies(work)) {
            var ups = List.of(proxies.upstream(), proxies.upstream());
            var ours = proxies.detour(home, ups, "");
            var subjects = new ArrayList<Subject>();
            subjects.add(new Subject("nginx", proxies.nginx(ups, "5s"), "/"));
            if (Proc.find("haproxy").isPresent()) {
                subjects.add(new Subject("HAProxy", proxies.haproxy(ups), "/"));
            }
            proxies.aiohttp(home, ups).ifPresent(one -> subjects.add(new Subject("aiohttp", one, "/")));
            subjects.add(new Subject("Detour", ours, "/gateway/shop/"));
            subjects.add(new Subject("Detour by a Camel route", ours, "/through"));
            for (var subject : subjects) {
                // A JVM compiles for a while; the others need no more than open connections.
                int warm = subject.running() == ours ? 20 : 2;
                Wrk.run(subject.running().url(subject.path()), CONNECTIONS, warm);
            }
            saturate(subjects, "CPU per proxied 1 KiB request at saturation", "≤ 3 × nginx's, half the route's");
            pace(subjects);
        }
    }

    /** Answers that are kept, at saturation. */
    void cached() throws Exception {
        try (var proxies = new Proxies(work)) {
            var ups = List.of(proxies.upstream());
            var ours = proxies.detour(home, ups, "detour.gateway.shop.cache.ttl=60s\n");
            var subjects = List.of(
                    new Subject("nginx", proxies.cachingNginx(ups), "/"),
                    new Subject("Detour", ours, "/gateway/shop/"));
            for (var subject : subjects) {
                Wrk.run(subject.running().url(subject.path()), CONNECTIONS, subject.running() == ours ? 20 : 2);
            }
            saturate(subjects, "CPU per cached 1 KiB answer at saturation", "≤ 2.5 × nginx's");
        }
    }

    private void saturate(List<Subject> subjects, String what, String promise) throws Exception {
        var cpus = subjects.stream()
                .map(s -> new Figure(s.name() + ": " + what, "µs", s.name().equals("Detour") ? promise : ""))
                .toList();
        var rates = subjects.stream()
                .map(s -> new Figure(s.name() + ": requests a second, of " + what, "/s", ""))
                .toList();
        for (int run = 0; run < (quick ? 2 : 3); run++) {
            for (int i = 0; i < subjects.size(); i++) {
                var subject = subjects.get(i);
                long before = Load.cpuMillis(subject.running().handle());
                var wrk = Wrk.run(subject.running().url(subject.path()), CONNECTIONS, quick ? 3 : 5);
                long used = Load.cpuMillis(subject.running().handle()) - before;
                if (wrk.failed() > 0) {
                    System.out.println("| **" + subject.name() + ": " + wrk.failed() + " failed** | | | | | | | |");
                }
                cpus.get(i).add(1000.0 * used / wrk.requests());
                rates.get(i).add(wrk.perSecond());
            }
        }
        cpus.forEach(Figure::print);
        rates.forEach(Figure::print);
    }

    /** At a pace in turns; the first turn is thrown away, for at saturation no connection was opened that had to be warm. */
    private void pace(List<Subject> subjects) throws Exception {
        var asked = subjects.stream().filter(s -> !s.path().equals("/through")).toList();
        var figures = asked.stream()
                .map(s -> new Figure(
                        s.name() + ": at 2000/s", "ms", s.name().equals("Detour") ? "p50, p99 ≤ 2 × nginx's" : ""))
                .toList();
        var lost = new int[asked.size()];
        for (int turn = 0; turn <= (quick ? 2 : 3); turn++) {
            for (int i = 0; i < asked.size(); i++) {
                var pace = new Pace(asked.get(i).running().port(), asked.get(i).path());
                var answers = pace.run(2000, 32, quick ? 5 : 8, () -> {});
                lost[i] += answers.failed();
                if (turn > 0) {
                    answers.millis().forEach(figures.get(i)::add);
                }
            }
        }
        for (int i = 0; i < asked.size(); i++) {
            figures.get(i).print();
            count("… lost", lost[i]);
        }
    }

    /** The first of two upstreams is killed, or stands still, under 500/s. */
    void faults() throws Exception {
        for (var signal : List.of("KILL", "STOP")) {
            fault("nginx", signal);
            fault("Detour", signal);
        }
    }

    private void fault(String name, String signal) throws Exception {
        try (var proxies = new Proxies(work)) {
            var ups = List.of(proxies.upstream(), proxies.upstream());
            var running = name.equals("nginx")
                    ? proxies.nginx(ups, "500ms")
                    : proxies.detour(home, ups, "detour.gateway.shop.attempt-timeout=500ms\n");
            var path = name.equals("nginx") ? "/" : "/gateway/shop/";
            Wrk.run(running.url(path), CONNECTIONS, name.equals("nginx") ? 2 : 15);
            var answers = new Pace(running.port(), path).run(500, 50, 10, () -> {
                try {
                    ups.get(0).signal(signal);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            var figure = new Figure(
                    name + ": first upstream " + (signal.equals("KILL") ? "killed" : "frozen") + " under 500/s",
                    "ms",
                    signal.equals("KILL") ? "none lost; max ≤ 30 or 3 × nginx's" : "none lost; > 100 ms ≤ nginx's");
            answers.millis().forEach(figure::add);
            figure.print();
            count("… lost", answers.failed());
            count("… above 100 ms", figure.over(100));
        }
    }

    private static void count(String what, long number) {
        var figure = new Figure(what, "", "");
        figure.add(number);
        figure.print();
    }

    /** Resident memory while it is saturated, and how the rest of Detour is answered meanwhile. */
    void endure() throws Exception {
        try (var proxies = new Proxies(work);
                var region = new Region()) {
            var ups = List.of(proxies.upstream(), proxies.upstream());
            var ours = proxies.detour(home, ups, """
                    detour.groups=watched
                    detour.group.watched.mode=observe
                    detour.group.watched.regions=A=127.0.0.1:%d
                    detour.group.watched.probe.url=http://{target}/
                    detour.group.watched.probe.interval=1s
                    detour.group.watched.probe.timeout=900ms
                    detour.group.watched.probe.jitter=0%%
                    """.formatted(region.port()));
            Wrk.run(ours.url("/gateway/shop/"), CONNECTIONS, 20);
            region.forget();
            var early = new Figure("Detour: resident after 20 s at saturation", "MB", "");
            early.add(Load.residentMegabytes(ours.handle().pid()));
            var health = new Figure("/healthz meanwhile", "ms", "≤ 100");
            int seconds = quick ? 20 : 300;
            var load = new Thread(() -> {
                try {
                    for (int i = 0; i < seconds / 10; i++) {
                        Wrk.run(ours.url("/gateway/shop/"), CONNECTIONS, 10);
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            load.start();
            new Pace(ours.port(), "/healthz")
                    .run(20, 1, seconds - 2, () -> {})
                    .millis()
                    .forEach(health::add);
            load.join();
            var probes = new Figure("probes meanwhile (interval 1 s) begin late by", "ms", "p99 ≤ 250");
            long first = region.arrivals().get(0);
            var offsets = region.arrivals().stream()
                    .map(arrival -> arrival - first - Math.round((arrival - first) / 1e9) * 1_000_000_000L)
                    .sorted()
                    .toList();
            offsets.forEach(offset -> probes.addNanos(offset - offsets.get(0)));
            var late = new Figure("… after " + (20 + seconds) + " s", "MB", "flat");
            late.add(Load.residentMegabytes(ours.handle().pid()));
            early.print();
            late.print();
            health.print();
            probes.print();
        }
    }
}
