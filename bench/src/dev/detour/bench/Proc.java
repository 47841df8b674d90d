package dev.detour.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** What {@code /proc} says of processes. */
final class Proc {
    private Proc() {}

    /** A program on the path; without it, says so. */
    static Optional<String> find(String program) {
        var found = Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("(" + program + " is not installed: left out)");
        }
        return found;
    }

    /** User and system time in hundredths of a second: USER_HZ is 100 on every Linux that Java runs on. */
    static long ticks(Collection<Process> processes) throws IOException {
        long sum = 0;
        for (var process : processes) {
            if (!process.isAlive()) {
                throw new IOException(process.info().command() + " ended with " + process.exitValue());
            }
            var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            sum += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return sum;
    }

    /** Megabytes. */
    static double resident(Collection<Process> processes) throws IOException {
        return sum(processes, "VmRSS:") / 1024.0;
    }

    static long threads(Collection<Process> processes) throws IOException {
        return sum(processes, "Threads:");
    }

    private static long sum(Collection<Process> processes, String field) throws IOException {
        long sum = 0;
        for (var process : processes) {
            for (var line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith(field)) {
                    sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return sum;
    }
}
