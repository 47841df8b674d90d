package dev.detour.config;

import dev.detour.fuzz.Input;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where no entry has a fault, the file says what {@link Properties} takes it to say. What {@code import} writes of any
 * value is read back as that value.
 */
public final class PropertiesFileFuzz {
    private PropertiesFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String text = Input.text(input);
        var entries = PropertiesFile.read(text);
        int lines = 1 + (int) text.chars().filter(c -> c == '\n' || c == '\r').count();
        for (var entry : entries) {
            Input.require(entry.line() >= 1 && entry.line() <= lines, "line " + entry.line() + " of " + lines);
        }
        if (entries.stream().allMatch(entry -> entry.fault().isEmpty())) {
            Map<String, String> ours = new LinkedHashMap<>();
            entries.forEach(entry -> ours.put(entry.key(), entry.value()));
            var theirs = new Properties();
            theirs.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            // A continuation that continues nothing is an empty entry to Properties.
            theirs.remove("", "");
            Input.require(ours.equals(theirs), ours + " but Properties has " + theirs);
        }
        var parts = Input.parts(input, 2);
        String key = "detour." + parts.get(0);
        var written = PropertiesFile.read(Importing.property(key, parts.get(1)));
        Input.require(
                written.size() == 1
                        && written.get(0).key().equals(key)
                        && written.get(0).value().equals(parts.get(1)),
                "imported as " + written);
    }
}
