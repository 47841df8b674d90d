package dev.detour.config;

import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Any {@code config.ini} gives settings, or problems that name line or setting; its key is never shown. What {@code
 * import} makes of it gives the same settings.
 */
public final class IniFileFuzz {
    private static final Folder FOLDER = new Folder();
    private static final Folder EMPTY = new Folder();

    private IniFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        FOLDER.write(IniFile.NAME, input);
        Sources sources = Sources.of(FOLDER.path(), Map.of());
        Loaded loaded = Configuration.load(sources, "");
        ConfigurationFuzz.check(loaded);
        if (!Input.isText(input)) {
            Input.require(!loaded.problems().isEmpty(), "no text, and no problem");
            return;
        }
        String text = Input.text(input);
        IniFile ini = IniFile.of(text);
        int lines = (int) text.lines().count();
        ini.names().forEach(name -> Input.require(ini.line(name) >= 1 && ini.line(name) <= lines, name));
        ini.malformed().forEach(line -> Input.require(line >= 1 && line <= lines, "line " + line));
        ini.value("API_KEY").ifPresent(key -> {
            boolean alone = text.contains(key) && text.indexOf(key) == text.lastIndexOf(key);
            String said = loaded.problems() + "\n" + loaded.warnings() + "\n" + loaded.effective();
            Input.require(key.length() < 12 || !alone || !said.contains(key), "the key is shown: " + said);
        });
        imported(sources, loaded, text);
    }

    private static void imported(Sources sources, Loaded loaded, String text) {
        var imported = Importing.of(sources, Optional.of(text));
        if (loaded.settings().isPresent() && imported.text().isPresent()) {
            Loaded again = Configuration.load(
                    Sources.of(EMPTY.path(), Map.of()), imported.text().get());
            Input.require(again.problems().isEmpty(), "imported, it has problems: " + again.problems());
            var then = again.settings().orElseThrow().services();
            var now = loaded.settings().orElseThrow().services();
            Input.require(then.equals(now), "imported, it is " + then + " instead of " + now);
        }
    }
}
