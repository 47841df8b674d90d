package dev.detour.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of {@code src/test/resources/dev/detour/planted/*.txt}: a heading {@code # id (seed N)}, a sentence, the source
 * file, the text that is right behind {@code -}, and what the programmer wrote instead behind {@code +}.
 *
 * @param seed of the first life that shows it; -1 when none is known yet
 * @param file below {@code src/main/java/dev/detour}
 */
record PlantedBug(String id, long seed, String sentence, String file, String right, String wrong) {
    static final Path SOURCES = Path.of("src/main/java/dev/detour");
    private static final Path BUGS = Path.of("src/test/resources/dev/detour/planted");
    private static final List<String> LISTS = List.of("decision.txt", "store.txt", "act.txt");

    static List<PlantedBug> all() {
        List<PlantedBug> bugs = new ArrayList<>();
        for (String list : LISTS) {
            for (String block : read(BUGS.resolve(list)).split("\n(?=# )")) {
                bugs.add(of(block.lines().toList()));
            }
        }
        return bugs;
    }

    private static PlantedBug of(List<String> lines) {
        String[] heading = lines.get(0).split("[ ()]+");
        List<String> right = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String line : lines.subList(3, lines.size())) {
            if (!line.isBlank()) {
                (line.startsWith("-") ? right : wrong).add(line.substring(Math.min(2, line.length())));
            }
        }
        return new PlantedBug(
                heading[1],
                Long.parseLong(heading[3]),
                lines.get(1),
                lines.get(2).substring("in ".length()),
                String.join("\n", right),
                String.join("\n", wrong));
    }

    /** @throws AssertionError when the right text is not there exactly once: then the bug has to be planted anew */
    String source() {
        String source = read(SOURCES.resolve(file));
        int at = source.indexOf(right);
        if (at < 0 || source.indexOf(right, at + 1) >= 0) {
            throw new AssertionError(
                    id + ": " + file + " has this " + (at < 0 ? "no more" : "more than once") + ": " + right);
        }
        return source.substring(0, at) + wrong + source.substring(at + right.length());
    }

    /** {@code dev.detour.decision.Evidence}. */
    String className() {
        return "dev.detour." + file.replace(".java", "").replace('/', '.');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return id + ": " + sentence;
    }
}
