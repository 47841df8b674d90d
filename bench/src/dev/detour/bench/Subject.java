package dev.detour.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The measured process: Detour as users run it. */
final class Subject implements AutoCloseable {
    /** As {@link Marks} writes it. */
    record Mark(String from, String to, long ended, long handedOn, long durable, long firstStep, long envDurable) {
        static Mark of(String line) {
            var word = line.split(" ");
            return new Mark(
                    word[1],
                    word[2],
                    number(word, 3),
                    number(word, 4),
                    number(word, 5),
                    number(word, 6),
                    number(word, 7));
        }

        private static long number(String[] words, int at) {
            return Long.parseLong(words[at]);
        }
    }

    private final Process process;
    private final long startedAt;
    private final BlockingQueue<Mark> marks = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> downs = new LinkedBlockingQueue<>();
    private final StringBuffer words = new StringBuffer();

    Subject(Path folder, List<String> command, String javaOptions) throws IOException {
        this(folder, command, javaOptions, Path.of(System.getProperty("java.home")));
    }

    /** @param java the home of the Java that the launcher is to take */
    Subject(Path folder, List<String> command, String javaOptions, Path java) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("log.jsonl").toFile());
        builder.environment().put("DETOUR_JAVA_OPTS", javaOptions);
        builder.environment().put("JAVA_HOME", java.toString());
        startedAt = System.nanoTime();
        process = builder.start();
        var reader = new Thread(this::read, "marks");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("down ")) {
                    downs.add(Long.parseLong(line.substring(5)));
                } else if (line.startsWith("mark ")) {
                    marks.add(Mark.of(line));
                } else {
                    words.append(line).append('\n');
                }
            }
        } catch (IOException ended) {
            words.append(ended);
        }
    }

    /** The next outage decision. */
    Mark next() throws InterruptedException, IOException {
        var mark = marks.poll(60, TimeUnit.SECONDS);
        if (mark == null) {
            requireAlive();
            throw new IOException("no decision within a minute. " + words);
        }
        return mark;
    }

    /** When the first failed probe ended that {@link Downs} told of since {@link #forgetDowns}. */
    long down() throws InterruptedException, IOException {
        var ended = downs.poll(60, TimeUnit.SECONDS);
        if (ended == null) {
            throw new IOException("no failed probe within a minute. " + words);
        }
        return ended;
    }

    void forgetDowns() {
        downs.clear();
    }

    /** The last mark that waits, if any: what the process decided unasked. */
    Mark drain() {
        Mark last = null;
        for (var mark = marks.poll(); mark != null; mark = marks.poll()) {
            last = mark;
        }
        return last;
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("it ended with " + process.exitValue() + ": " + words);
        }
    }

    /** By {@link System#nanoTime}, before the process was made. */
    long startedAt() {
        return startedAt;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
