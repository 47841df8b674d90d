package dev.detour.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An archive of the program's classes, as the launcher makes one: halves the many starts of the tests. One for each JVM that runs tests. */
public final class FastStart {
    private static final Path JAR = Path.of("target/detour.jar").toAbsolutePath();
    private static final Path ARCHIVE = Path.of("target/tests-" + Integer.getInteger("detour.test.fork", 1) + ".jsa")
            .toAbsolutePath();
    private static String[] options;

    private FastStart() {}

    /** For the JVM. */
    public static synchronized String[] options() {
        if (options == null) {
            make();
            options = new String[] {"-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"};
        }
        return options.clone();
    }

    private static void make() {
        try {
            Files.deleteIfExists(ARCHIVE);
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var process = new ProcessBuilder(
                            java,
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx96m",
                            "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                            "-Xlog:cds=off",
                            "-Xlog:cds+dynamic=off",
                            "-jar",
                            JAR.toString(),
                            "rehearse")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
