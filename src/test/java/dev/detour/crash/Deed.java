package dev.detour.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the log that the {@link Application}s write: {@code <nanoseconds since 1970> started <pid> <program> <env>}
 * or {@code <nanoseconds> restart <pid> <epoch>} by a restart command.
 *
 * @param what of a start, the env file as the program read it, line ends as blanks; of a restart, the epoch
 */
record Deed(long at, String verb, long pid, String program, String what) {
    static List<Deed> read(Path log) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        var text = Files.readString(log);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Deed::of)
                .toList();
    }

    private static Deed of(String line) {
        var words = line.split(" ", 5);
        return new Deed(Long.parseLong(words[0]), words[1], Long.parseLong(words[2]), words[3], words[4].strip());
    }

    boolean started() {
        return verb.equals("started");
    }

    boolean ordered() {
        return verb.equals("restart");
    }
}
