package dev.detour.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The clients that one wants: they ask at their pace and are answered, unless Detour is just away. */
final class Scraper {
    private final Instance instance;
    private final Findings findings;
    final AtomicLong served = new AtomicLong();
    /** While Detour was away, or just went. */
    final AtomicLong away = new AtomicLong();

    Scraper(Instance instance, Findings findings) {
        this.instance = instance;
        this.findings = findings;
    }

    void start(List<Thread> threads) {
        every(threads, 1000, "/metric/shop-EU", "\"value\":");
        every(threads, 2000, "/api/v1/status", "\"groups\":");
        every(threads, 5000, "/metrics", "detour_active");
        every(threads, 7000, "/api/v1/groups/bank/explain", "\"gates\":");
        every(threads, 10_000, "/api/v1/groups/post/history?limit=100", "[");
        every(threads, 15_000, "/", "<html");
        every(threads, 3000, "/healthz", "ok");
    }

    private void every(List<Thread> threads, long millis, String path, String holds) {
        threads.add(Threads.start(instance.name() + "-scraper", findings, () -> {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(millis);
                ask(path, holds);
            }
        }));
    }

    private void ask(String path, String holds) {
        long began = System.nanoTime();
        try {
            var body = new String(Http.get(instance.port(), path), StandardCharsets.UTF_8);
            if (!body.contains(holds)) {
                findings.add("client", instance.name() + ": " + path + " answered " + body);
            }
            served.incrementAndGet();
        } catch (IOException e) {
            away.incrementAndGet();
            if (settled(began) && instance.livedThrough(began, System.nanoTime())) {
                findings.add("client", instance.name() + ": " + path + ": " + e);
            }
        }
    }

    /** Long enough after its start that it must answer. */
    private boolean settled(long moment) {
        var lives = instance.lives();
        return !lives.isEmpty() && moment - lives.get(lives.size() - 1).started() > TimeUnit.SECONDS.toNanos(30);
    }
}
