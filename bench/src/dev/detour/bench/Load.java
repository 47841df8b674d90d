package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process costs, from {@code /proc}. */
final class Load {
    private Load() {}

    /** User and system time, in milliseconds. USER_HZ is 100 on every Linux that Java runs on. */
    static long cpuMillis(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    /** Of a process and all below it. */
    static long cpuMillis(ProcessHandle process) throws IOException {
        long all = cpuMillis(process.pid());
        for (var child : process.descendants().toList()) {
            all += cpuMillis(child.pid());
        }
        return all;
    }

    static double residentMegabytes(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }
}
