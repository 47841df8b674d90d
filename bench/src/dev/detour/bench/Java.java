package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A Java that the launcher may be given. */
record Java(int major, Path home) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** The one that measures. */
    static Java running() {
        return new Java(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /** That one, and one of each other version from 17 on that is installed where Debian puts them. */
    static List<Java> all() throws IOException {
        var all = new TreeMap<Integer, Java>();
        if (Files.isDirectory(INSTALLED)) {
            try (var homes = Files.list(INSTALLED)) {
                for (var home : homes.filter(h -> Files.isExecutable(h.resolve("bin/java")))
                        .toList()) {
                    int major = major(home);
                    if (major >= 17) {
                        all.put(major, new Java(major, home));
                    }
                }
            }
        }
        all.put(running().major(), running());
        return List.copyOf(all.values());
    }

    private static int major(Path home) throws IOException {
        var release = home.resolve("release");
        var said = VERSION.matcher(Files.exists(release) ? Files.readString(release) : "");
        return said.find() ? Integer.parseInt(said.group(1)) : 0;
    }

    /** As in {@code Java 25, AOT cache}. */
    @Override
    public String toString() {
        return "Java " + major + (major >= 25 ? ", AOT cache" : ", archive of classes");
    }
}
