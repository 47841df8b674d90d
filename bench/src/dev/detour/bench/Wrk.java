package dev.detour.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One run of wrk, as it reports itself. Times in milliseconds. */
record Wrk(double perSecond, double p99, double max, long requests, long failed) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("\\s99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern LATENCY = Pattern.compile("Latency\\s+\\S+\\s+\\S+\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKET =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    /** @throws IOException also when wrk is not there */
    static Wrk run(String url, int connections, int seconds) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "wrk", "-t2", "-c" + connections, "-d" + seconds + "s", "--timeout", "10s", "--latency", url)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("wrk: " + said);
        }
        long failed = 0;
        var status = STATUS.matcher(said);
        if (status.find()) {
            failed += Long.parseLong(status.group(1));
        }
        var sockets = SOCKET.matcher(said);
        if (sockets.find()) {
            for (int i = 1; i <= 4; i++) {
                failed += Long.parseLong(sockets.group(i));
            }
        }
        return new Wrk(
                number(RATE, said), millis(P99, said), millis(LATENCY, said), (long) number(REQUESTS, said), failed);
    }

    private static double number(Pattern pattern, String said) throws IOException {
        var found = pattern.matcher(said);
        if (!found.find()) {
            throw new IOException("wrk says no " + pattern + ": " + said);
        }
        return Double.parseDouble(found.group(1));
    }

    private static double millis(Pattern pattern, String said) throws IOException {
        var found = pattern.matcher(said);
        if (!found.find()) {
            throw new IOException("wrk says no " + pattern + ": " + said);
        }
        return Double.parseDouble(found.group(1))
                * switch (found.group(2)) {
                    case "us" -> 0.001;
                    case "ms" -> 1;
                    default -> 1000;
                };
    }
}
