package dev.detour.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** An archive of the program's classes, as the launcher makes one: halves the many starts of the tests. The first JVM that wants it makes it for all. */
public final class FastStart {
    private static final Path JAR = Path.of("target/detour.jar").toAbsolutePath();
    private static final Path ARCHIVE = Path.of("target/tests-" + System.getProperty("java.version") + ".jsa")
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
        var draft = ARCHIVE.resolveSibling("tests-" + ProcessHandle.current().pid() + ".jsa");
        try (var lock = FileChannel.open(
                        ARCHIVE.resolveSibling("tests.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (held.isValid() && !newerThanTheProgram()) {
                rehearse(draft);
                Files.move(draft, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean newerThanTheProgram() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    private static void rehearse(Path archive) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx96m",
                        "-XX:ArchiveClassesAtExit=" + archive,
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
            throw new IOException("no class archive within 90 s");
        }
    }
}
