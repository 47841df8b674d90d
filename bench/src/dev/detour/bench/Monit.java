package dev.detour.bench;

import dev.detour.bench.Region.Mood;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Monit: from the region's failing answer to the command that it runs, which says so into a pipe. Its shortest cycle is a second. */
final class Monit {
    private record Heard(String word, long at) {}

    private final Path folder;
    private final int runs;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    Monit(Path folder, int runs) {
        this.folder = folder;
        this.runs = runs;
    }

    void measure() throws Exception {
        var program = Proc.find("monit");
        var figure = new Figure("Monit: failing by 503: answer sent → its command runs", "ms", "");
        if (program.isPresent()) {
            try (var region = new Region()) {
                var pipe = folder.resolve("said");
                run("mkfifo", pipe.toString());
                var process = start(program.get(), region);
                // Both ways, or opening it would wait for the first word and each end of a command would be the end.
                try (var said = new RandomAccessFile(pipe.toFile(), "rw")) {
                    listen(said);
                    for (int run = 0; run < runs; run++) {
                        region.mood(Mood.STATUS_503);
                        figure.addNanos(hear("down") - region.firstFailedAt());
                        region.mood(Mood.UP);
                        hear("up");
                    }
                } finally {
                    process.destroy();
                    process.waitFor(5, TimeUnit.SECONDS);
                }
            }
        }
        figure.print();
    }

    private Process start(String program, Region region) throws IOException, InterruptedException {
        var tell = folder.resolve("tell");
        Files.writeString(tell, "#!/bin/sh\necho \"$1\" >" + folder.resolve("said") + "\n");
        var control = folder.resolve("monitrc");
        Files.writeString(control, """
                set daemon 1
                set pidfile %1$s/pid
                set statefile %1$s/state
                set idfile %1$s/id
                check host region with address 127.0.0.1
                    if failed port %2$d protocol http request "/" status = 200 timeout 1 seconds
                        then exec "%1$s/tell down"
                        else if succeeded then exec "%1$s/tell up"
                """.formatted(folder, region.port()));
        for (var file : List.of(tell, control)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        var process = new ProcessBuilder(program, "-I", "-c", control.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (region.arrivals().size() < 2) {
            if (!process.isAlive()) {
                throw new IOException("monit ended: " + Files.readString(folder.resolve("log")));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return process;
    }

    private void listen(RandomAccessFile said) {
        var thread = new Thread(
                () -> {
                    try {
                        for (var line = said.readLine(); line != null; line = said.readLine()) {
                            heard.add(new Heard(line, System.nanoTime()));
                        }
                    } catch (IOException closed) {
                        // It is over.
                    }
                },
                "monit");
        thread.setDaemon(true);
        thread.start();
    }

    private long hear(String word) throws IOException, InterruptedException {
        for (var one = heard.poll(30, TimeUnit.SECONDS); one != null; one = heard.poll(30, TimeUnit.SECONDS)) {
            if (one.word().equals(word)) {
                return one.at();
            }
        }
        throw new IOException("Monit did not say within 30 s that the region is " + word);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
