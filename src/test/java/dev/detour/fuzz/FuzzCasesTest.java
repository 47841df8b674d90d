package dev.detour.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kept case of every fuzz target: examples to start from, and all that was ever found. */
class FuzzCasesTest {
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path CASES = Path.of("src/test/resources/dev/detour/fuzz");

    /** A target and one input; the name is what a failure shows. */
    record Case(String target, Path file) {
        @Override
        public String toString() {
            return file.getParent().getFileName() + " " + file.getFileName();
        }
    }

    static List<String> targets() throws IOException {
        try (var files = Files.walk(TESTS)) {
            return files.map(TESTS::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith("Fuzz.java"))
                    .map(name ->
                            name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    static Stream<Case> cases() throws IOException {
        return targets().stream().flatMap(target -> files(target).map(file -> new Case(target, file)));
    }

    private static Stream<Path> files(String target) {
        var folder = CASES.resolve(target.substring(target.lastIndexOf('.') + 1));
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new AssertionError("no cases for " + target, e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void holds(Case one) throws Throwable {
        target(one.target()).invoke(Files.readAllBytes(one.file()));
    }

    private static MethodHandle target(String name) throws ReflectiveOperationException {
        return MethodHandles.publicLookup()
                .findStatic(Class.forName(name), "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
    }

    @Test
    void everyFolderIsOfATarget() throws IOException {
        var known = targets().stream()
                .map(target -> target.substring(target.lastIndexOf('.') + 1))
                .toList();
        try (var folders = Files.list(CASES)) {
            assertThat(folders.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrderElementsOf(known);
        }
    }
}
