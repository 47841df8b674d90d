package dev.detour.bench;

import com.sun.net.httpserver.HttpServer;
import dev.detour.bench.Region.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Prometheus with the blackbox exporter: from the region's failing answer to the alert that an Alertmanager is sent, which
 * would run no command yet. It scrapes and evaluates its rule every 300 ms.
 */
final class Alerts {
    private static final Pattern ENDS = Pattern.compile("\"endsAt\":\"([^\"]+)\"");

    /** An alert, as it came in. */
    private record Heard(boolean firing, long at) {}

    private final Path folder;
    private final int runs;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    Alerts(Path folder, int runs) {
        this.folder = folder;
        this.runs = runs;
    }

    void measure() throws Exception {
        var prometheus = Proc.find("prometheus");
        var blackbox = Proc.find("prometheus-blackbox-exporter");
        var figure = new Figure("Prometheus: failing by 503: answer sent → alert sent", "ms", "");
        if (prometheus.isPresent() && blackbox.isPresent()) {
            var manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            manager.createContext("/", exchange -> {
                long now = System.nanoTime();
                var ends = ENDS.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                while (ends.find()) {
                    heard.add(new Heard(OffsetDateTime.parse(ends.group(1)).isAfter(OffsetDateTime.now()), now));
                }
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            manager.start();
            var processes = new ArrayList<Process>();
            try (var region = new Region()) {
                int prober = Peers.freePort();
                write(region, prober, manager.getAddress().getPort());
                processes.add(start(
                        blackbox.get(), "--config.file=blackbox.yml", "--web.listen-address=127.0.0.1:" + prober));
                processes.add(start(
                        prometheus.get(),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=tsdb",
                        "--web.listen-address=127.0.0.1:" + Peers.freePort()));
                while (region.arrivals().size() < 5) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                for (int run = 0; run < runs; run++) {
                    region.mood(Mood.STATUS_503);
                    figure.addNanos(hear(true) - region.firstFailedAt());
                    region.mood(Mood.UP);
                    hear(false);
                }
            } finally {
                manager.stop(0);
                for (var process : processes) {
                    process.destroy();
                    process.waitFor(5, TimeUnit.SECONDS);
                }
            }
        }
        figure.print();
    }

    private void write(Region region, int prober, int manager) throws IOException {
        Files.writeString(folder.resolve("blackbox.yml"), """
                modules:
                  http_2xx:
                    prober: http
                    timeout: 1s
                    http:
                      preferred_ip_protocol: ip4
                """);
        Files.writeString(folder.resolve("rules.yml"), """
                groups:
                  - name: regions
                    interval: 300ms
                    rules:
                      - alert: RegionDown
                        expr: probe_success == 0
                """);
        Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 300ms
                  scrape_timeout: 300ms
                  evaluation_interval: 300ms
                rule_files: [rules.yml]
                alerting:
                  alertmanagers:
                    - static_configs:
                        - targets: ['127.0.0.1:%d']
                scrape_configs:
                  - job_name: regions
                    metrics_path: /probe
                    params:
                      module: [http_2xx]
                      target: ['http://127.0.0.1:%d/']
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(manager, region.port(), prober));
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private long hear(boolean firing) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            var one = heard.poll(1, TimeUnit.SECONDS);
            if (one != null && one.firing() == firing) {
                return one.at();
            }
        }
        throw new IOException("Prometheus sent no " + (firing ? "alert" : "end of an alert") + " within a minute");
    }
}
