package dev.detour.config;

import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.util.List;
import java.util.Map;

/**
 * Any properties file gives settings, or problems that say what is wrong and what is right; the same twice. What a secret
 * key holds stands in no problem, no warning and no listing.
 */
public final class ConfigurationFuzz {
    private static final Folder FOLDER = new Folder();

    private ConfigurationFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        Loaded loaded = load(text);
        check(loaded);
        Input.require(outcome(load(text)).equals(outcome(loaded)), "another outcome the second time");
        secrets(text, loaded);
    }

    private static Loaded load(String text) {
        return Configuration.load(Sources.of(FOLDER.path(), Map.of()), text);
    }

    /** For all targets that read a configuration. */
    static void check(Loaded loaded) {
        Input.require(
                loaded.settings().isPresent() == loaded.problems().isEmpty(), "settings and problems, or neither");
        loaded.problems().forEach(problem -> {
            check(problem);
            Input.require(problem.key().isEmpty() || !problem.form().isBlank(), "no right form: " + problem);
        });
        loaded.warnings().forEach(ConfigurationFuzz::check);
    }

    private static void check(Problem problem) {
        Input.require(!problem.what().isBlank(), "says nothing: " + problem);
        boolean aboutTheWhole = problem.key().isEmpty();
        boolean plain = problem.toString().codePoints().noneMatch(c -> c != '\n' && Text.isUnprintable(c));
        Input.require(plain, "control characters: " + problem);
        boolean oneLine = aboutTheWhole || problem.toString().indexOf('\n') < 0;
        Input.require(oneLine, "several lines: " + problem);
    }

    private static List<Object> outcome(Loaded loaded) {
        return List.of(
                loaded.settings().map(Settings::toString),
                loaded.problems(),
                loaded.warnings(),
                loaded.effective(),
                loaded.others());
    }

    /** Only a value that cannot stand there by chance. */
    private static void secrets(String text, Loaded loaded) {
        for (var entry : PropertiesFile.read(text)) {
            String value = entry.value();
            boolean secret = KeyFinder.find(entry.key())
                    .map(match -> match.row().secret())
                    .orElse(false);
            if (secret && value.length() >= 12 && text.indexOf(value) == text.lastIndexOf(value)) {
                String said = loaded.problems() + "\n" + loaded.warnings() + "\n" + loaded.effective();
                Input.require(!said.contains(value), "the secret " + entry.key() + " is shown: " + said);
            }
        }
    }
}
