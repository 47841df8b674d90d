package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many plain-HTTP regions every ten seconds, as Detour watches them and as others do on this machine, now. */
final class Many {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** For the first probe of every region; then it settles. */
    private static final Duration MOST_TO_START = Duration.ofMinutes(6);

    private static final IntPredicate A_TENTH = region -> region % 10 == 9;
    private static final IntPredicate ALL = region -> true;

    private final Path work;
    private final List<String> launcher;
    private final Duration settle;
    private final Duration over;

    Many(Path work, List<String> launcher, boolean quick) {
        this.work = work;
        this.launcher = launcher;
        this.settle = Duration.ofSeconds(quick ? 30 : 60);
        this.over = Duration.ofSeconds(quick ? 30 : 60);
    }

    void measure(List<Integer> sizes) throws Exception {
        for (int size : sizes) {
            run("Detour", size, A_TENTH, this::detour);
            run("Prometheus + blackbox exporter", size, A_TENTH, this::prometheus);
            run("HAProxy", size, A_TENTH, this::haproxy);
        }
        if (sizes.contains(1000)) {
            run("Detour, all hanging", 1000, ALL, this::detour);
        }
    }

    /** Starts the processes that watch a crowd. */
    private interface Watcher {
        List<Process> start(Path folder, Crowd crowd) throws IOException;
    }

    private void run(String who, int size, IntPredicate hangs, Watcher watcher) throws Exception {
        List<Process> processes = List.of();
        try (var folder = Folder.under(work, "many");
                var crowd = new Crowd(size, hangs)) {
            processes = watcher.start(folder.path(), crowd);
            if (processes.isEmpty()) {
                return;
            }
            report(who + ", " + size + " regions", crowd, processes);
        } finally {
            for (var process : processes) {
                end(process);
            }
        }
    }

    private void report(String what, Crowd crowd, List<Process> processes) throws Exception {
        long started = System.nanoTime();
        long deadline = started + MOST_TO_START.toNanos();
        while (crowd.asked() < crowd.size() && System.nanoTime() < deadline) {
            Proc.ticks(processes);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        var all = new Figure(what + ": start → every region was asked", "s", "");
        if (crowd.asked() == crowd.size()) {
            all.add((System.nanoTime() - started) / 1e9);
        }
        all.print();
        TimeUnit.NANOSECONDS.sleep(settle.toNanos());
        crowd.take();
        long ticks = Proc.ticks(processes);
        long began = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(over.toNanos());
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = (Proc.ticks(processes) - ticks) / seconds;
        var arrivals = crowd.take();
        var late = new Figure(what + ": probes begin late by", "ms", crowd.size() == 1000 ? "p99 ≤ 250" : "");
        long made = 0;
        for (var region : arrivals) {
            made += region.size();
            lateness(region).forEach(late::addNanos);
        }
        late.print();
        var share = new Figure(what + ": of the probes due were made", "%", crowd.size() == 1000 ? "≥ 99" : "");
        share.add(100.0 * made / (crowd.size() * seconds / INTERVAL.toSeconds()));
        share.print();
        var used = new Figure(what + ": CPU", "% of a core", crowd.size() == 1000 ? "≤ 12" : "");
        used.add(cpu);
        used.print();
        var resident = new Figure(what + ": resident", "MB", crowd.size() == 1000 ? "≤ 250" : "");
        resident.add(Proc.resident(processes));
        resident.print();
        var threads = new Figure(what + ": threads", "", "");
        threads.add(Proc.threads(processes));
        threads.print();
    }

    /** How far each arrival lies behind the grid that the region's most punctual one is on. */
    private static List<Long> lateness(List<Long> arrivals) {
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < arrivals.size(); i++) {
            // A probe that was left out moves none of the later ones.
            long turns = Math.round((arrivals.get(i) - arrivals.get(0)) / (double) INTERVAL.toNanos());
            offsets.add(arrivals.get(i) - turns * INTERVAL.toNanos());
        }
        long earliest = offsets.stream().min(Comparator.naturalOrder()).orElse(0L);
        return offsets.stream().map(offset -> offset - earliest).toList();
    }

    private List<Process> detour(Path folder, Crowd crowd) throws IOException {
        var regions = IntStream.range(0, crowd.size())
                .mapToObj(i -> "R" + i + "=" + crowd.target(i))
                .collect(Collectors.joining(","));
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=many
                detour.http.port=0
                detour.group.many.regions=%s
                detour.group.many.probe.url=http://{target}/
                detour.group.many.probe.interval=10s
                detour.group.many.probe.timeout=5s
                detour.group.many.probe.jitter=0%%
                """.formatted(regions));
        // The launcher's heap is for a thousand.
        return List.of(start(folder, launcher, crowd.size() > 1000 ? "-Xmx1200m" : ""));
    }

    private List<Process> haproxy(Path folder, Crowd crowd) throws IOException {
        var program = Proc.find("haproxy");
        if (program.isEmpty()) {
            return List.of();
        }
        var servers = IntStream.range(0, crowd.size())
                .mapToObj(i -> "    server R" + i + " " + crowd.target(i) + " check inter 10s\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                    timeout check 5s
                listen regions
                    bind unix@%s/front.sock
                    option httpchk GET /
                """.formatted(folder) + servers);
        return List.of(start(
                folder,
                List.of(
                        program.get(),
                        "-db",
                        "-f",
                        folder.resolve("haproxy.cfg").toString())));
    }

    private List<Process> prometheus(Path folder, Crowd crowd) throws IOException {
        var prometheus = Proc.find("prometheus");
        var blackbox = Proc.find("prometheus-blackbox-exporter");
        if (prometheus.isEmpty() || blackbox.isEmpty()) {
            return List.of();
        }
        int prober = Peers.freePort();
        var targets = IntStream.range(0, crowd.size())
                .mapToObj(i -> "          - http://" + crowd.target(i) + "/\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("blackbox.yml"), """
                modules:
                  http_2xx:
                    prober: http
                    timeout: 5s
                    http:
                      preferred_ip_protocol: ip4
                """);
        Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 10s
                  scrape_timeout: 6s
                scrape_configs:
                  - job_name: regions
                    metrics_path: /probe
                    params:
                      module: [http_2xx]
                    relabel_configs:
                      - source_labels: [__address__]
                        target_label: __param_target
                      - source_labels: [__param_target]
                        target_label: instance
                      - target_label: __address__
                        replacement: 127.0.0.1:%d
                    static_configs:
                      - targets:
                """.formatted(prober) + targets);
        return List.of(
                start(
                        folder,
                        List.of(
                                blackbox.get(),
                                "--config.file=blackbox.yml",
                                "--log.level=error",
                                "--web.listen-address=127.0.0.1:" + prober)),
                start(
                        folder,
                        List.of(
                                prometheus.get(),
                                "--config.file=prometheus.yml",
                                "--storage.tsdb.path=tsdb",
                                "--web.listen-address=127.0.0.1:" + Peers.freePort())));
    }

    private static Process start(Path folder, List<String> command) throws IOException {
        return start(folder, command, "");
    }

    private static Process start(Path folder, List<String> command, String javaOptions) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("DETOUR_JAVA_OPTS", javaOptions);
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
