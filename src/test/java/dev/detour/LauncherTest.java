package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.DetourProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./detour}, in a built tree whose path has a blank. */
class LauncherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Every second of SPEC §2, and what a busy machine adds. */
    private static final Duration TO_END = Duration.ofSeconds(3).plusMillis(500);

    @TempDir
    Path folder;

    private Path tree;
    private Path elsewhere;
    private Path temp;
    private final Map<String, String> environment = new HashMap<>();

    private final List<Process> started = new ArrayList<>();

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void setUp() throws IOException {
        tree = build("my tree");
        elsewhere = Files.createDirectories(folder.resolve("else where"));
        temp = Files.createDirectories(folder.resolve("temp"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("DETOUR_NO_ARCHIVE", "1");
        environment.put("DETOUR_JAVA_OPTS", "-Djava.io.tmpdir=" + temp);
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    /** A copy of what this build made. */
    private Path build(String name) throws IOException {
        var copy = Files.createDirectory(folder.resolve(name));
        Files.createDirectory(copy.resolve("target"));
        Files.copy(Path.of("detour"), copy.resolve("detour"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of("target/detour.jar"), copy.resolve("target/detour.jar"));
        Files.createSymbolicLink(
                copy.resolve("target/lib"), Path.of("target/lib").toAbsolutePath());
        return copy;
    }

    private Process start(Path launcher, String... words) throws IOException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DETOUR_") || name.startsWith("EXT_CLOUD"));
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private Said finish(Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> said(process).toString())
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return said(process);
    }

    private Said said(Process process) {
        try {
            return new Said(
                    process.isAlive() ? -1 : process.exitValue(),
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("err")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Said detour(String... words) throws IOException, InterruptedException {
        return finish(start(tree.resolve("detour"), words));
    }

    private Process awaitSaid(Process process, String words) {
        Awaitility.await(words)
                .atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive())
                        .as(() -> said(process).toString())
                        .isTrue())
                .until(() -> (said(process).out() + said(process).err()).contains(words));
        return process;
    }

    /** SIGTERM to the launcher's own pid. */
    private Said terminate(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS))
                .as("ends within " + TO_END)
                .isTrue();
        return said(process);
    }

    private static List<Path> in(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void runsFromAnyDirectoryAndThroughLinks() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("my tree/detour"));
        var second = Files.createSymbolicLink(elsewhere.resolve("detour"), link);

        assertThat(detour("version")).isEqualTo(new Said(0, "1.0.0\n", ""));
        assertThat(finish(start(link, "version")).out()).isEqualTo("1.0.0\n");
        assertThat(finish(start(second, "version")).out()).isEqualTo("1.0.0\n");
        assertThat(in(elsewhere)).containsExactly(second);
    }

    @Test
    void aTargetThatCannotBeWrittenIsNoHindrance() throws Exception {
        environment.remove("DETOUR_NO_ARCHIVE");
        var launcher = tree.resolve("detour");
        // For root every folder is writable.
        Files.writeString(launcher, Files.readString(launcher).replace("mkdir \"$draft\"", "false"));

        var said = detour("run");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).startsWith("detour: the configuration does not hold");
    }

    @Test
    void passesWordsAndTheExitStatusAsTheyAre() throws Exception {
        var said = detour("check", "--config", "no such file");

        assertThat(said.exit()).isEqualTo(8);
        assertThat(said.err()).contains("no such file: there is no such file").doesNotContain("warning:");
    }

    @Test
    void withoutANewEnoughJavaItSaysWhatIsWanted() throws Exception {
        var launcher = tree.resolve("detour");
        Files.writeString(launcher, Files.readString(launcher).replace("/usr/lib/jvm", folder + "/nowhere"));
        var old = Files.createDirectories(folder.resolve("jdk 11/bin"));
        Files.writeString(old.resolve("java"), "#!/bin/sh\necho '    java.version = 11.0.25' >&2\n");
        assertThat(old.resolve("java").toFile().setExecutable(true)).isTrue();
        var tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : List.of("sh", "sed", "head", "dirname", "readlink", "find")) {
            Files.createSymbolicLink(tools.resolve(tool), tool(tool));
        }
        environment.put("PATH", tools.toString());
        environment.put("JAVA_HOME", old.getParent().toString());

        assertThat(detour("version"))
                .isEqualTo(new Said(1, "", "detour: no Java 17 or newer: install a JDK, or set JAVA_HOME to one.\n"));
    }

    private static Path tool(String name) {
        return List.of("/usr/bin/", "/bin/").stream()
                .map(place -> Path.of(place + name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** What a JVM has to say of its options it says on stdout, where the data is. */
    @ParameterizedTest
    @ValueSource(strings = {"mode=auto", "mode=observe"})
    void theJvmSaysNothingOfItsOptions(String mode) throws Exception {
        tree = build("plain");
        environment.remove("DETOUR_NO_ARCHIVE");
        Files.writeString(elsewhere.resolve("application.properties"), "detour.group.shop." + mode + "\n");
        detour("run");
        environment.put("DETOUR_SAY_COMMAND", "1");
        var command = detour("run").out().strip();
        assertThat(command.contains("-XX:TieredStopAtLevel=1")).as(command).isEqualTo(mode.endsWith("auto"));
        assertThat(command).contains("-XX:SharedArchiveFile=");
        var java = new ArrayList<>(List.of(command.split(" -jar ")[0].split(" +")));
        java.add("-version");

        var said = finish(new ProcessBuilder(java)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start());

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).doesNotContainIgnoringCase("warning");
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        Files.writeString(elsewhere.resolve("application.properties"), """
                detour.groups=shop
                detour.group.shop.regions=NAM=127.0.0.1:9
                detour.group.shop.probe.url=http://{target}/
                """);
        environment.put("DETOUR_HTTP_PORT", Integer.toString(DetourProcess.freePort()));
        var process = awaitSaid(start(tree.resolve("detour"), "run"), "\"event\":\"started\"");
        assertThat(process.toHandle().children()).as("it became the program").isEmpty();

        terminate(process);

        assertThat(in(temp)).isEmpty();
    }

    /** In a path without a blank: with one, Java 17 archives only its own classes. */
    @Test
    void theArchiveIsMadeOnceSaidAndUsed() throws Exception {
        tree = build("plain");
        environment.remove("DETOUR_NO_ARCHIVE");
        boolean linked = Runtime.version().feature() >= 25;
        environment.put(
                "DETOUR_JAVA_OPTS",
                "-Djava.io.tmpdir=" + temp + (linked ? " -XX:AOTMode=on" : " -Xshare:on") + " -Xlog:class+load:file="
                        + temp.resolve("classes"));
        var kind = linked ? ".aot" : ".jsa";
        var archive = tree.resolve("target/detour-" + System.getProperty("java.version") + kind);

        assertThat(detour("version").err()).doesNotContain("archive");
        assertThat(archive).doesNotExist();

        // Nothing is configured here: it ends by itself.
        var first = detour("run");
        assertThat(first.exit()).isEqualTo(8);
        assertThat(first.err()).startsWith("detour: making a class archive, once");
        assertThat(archive).isNotEmptyFile();
        assertThat(in(tree.resolve("target"))).hasSize(3);

        var made = Files.getLastModifiedTime(archive);
        var second = detour("run");
        assertThat(second.out()).as("no word of the JVM's").isEmpty();
        assertThat(second.err()).doesNotContain("archive");
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
        assertThat(Files.readString(temp.resolve("classes")))
                .as("classes that come from the archive")
                .contains("dev.detour.Commands source: shared objects file");
    }

    @Test
    void aSignalWhileTheArchiveIsMadeLeavesNothingBehind() throws Exception {
        environment.remove("DETOUR_NO_ARCHIVE");
        var process = awaitSaid(start(tree.resolve("detour"), "run"), "making a class archive");
        var rehearsal = process.toHandle().children().toList();

        terminate(process);

        Awaitility.await().atMost(TO_END).until(() -> rehearsal.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(in(tree.resolve("target"))).hasSize(2);
    }
}
