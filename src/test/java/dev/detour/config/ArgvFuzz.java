package dev.detour.config;

import dev.detour.fuzz.Input;
import java.util.List;
import java.util.stream.Collectors;

/** Any command line is split into words, the first not empty, or is refused; quoted again, the words are the same. */
public final class ArgvFuzz {
    private ArgvFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Wrong {
        List<String> words;
        try {
            words = Argv.split(Input.text(input));
        } catch (Wrong e) {
            Input.require(e.form().startsWith("write ") || e.form().startsWith("close "), "no form: " + e.form());
            return;
        }
        Input.require(!words.isEmpty() && !words.get(0).isEmpty(), "no command: " + words);
        Input.require(Argv.split(quoted(words, "'", "'\\''")).equals(words), "single quotes: " + words);
        String doubled = words.stream()
                .map(word -> "\"" + word.replaceAll("([\"\\\\$`])", "\\\\$1") + "\"")
                .collect(Collectors.joining(" "));
        Input.require(Argv.split(doubled).equals(words), "double quotes: " + words);
    }

    private static String quoted(List<String> words, String quote, String instead) {
        return words.stream()
                .map(word -> quote + word.replace(quote, instead) + quote)
                .collect(Collectors.joining("\t"));
    }
}
