package dev.detour.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.detour.config.Configuration;
import dev.detour.config.Loaded;
import dev.detour.config.Sources;
import dev.detour.store.LastGoodFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The last configuration that held, kept in {@code detour.data}: the text of the properties file and of the routes. Not
 * kept are the environment and the command line, which are always those of the process, nor what the file names: secrets
 * and certificates stay where they are.
 */
public final class LastGood {
    private static final int SCHEMA = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * @param config the properties file's place: another one's configuration is not this one's last good
     * @param text null when there was no file
     * @param folder null when the routes were those inside the jar
     * @param routes by file name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Kept(int schema, String config, String text, String folder, Map<String, String> routes) {}

    private LastGood() {}

    /** Keeps what is in force, unless that is kept already. */
    static void keep(Path data, Sources sources, Edition edition) throws IOException {
        var folder = edition.routes().map(RouteFiles::folder).map(Path::toString);
        var kept = new Kept(
                SCHEMA,
                place(sources),
                edition.loaded().text().orElse(null),
                folder.orElse(null),
                edition.routes().map(RouteFiles::texts).orElse(null));
        var bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(kept);
        if (LastGoodFile.peek(data).filter(old -> Arrays.equals(old, bytes)).isEmpty()) {
            LastGoodFile.keep(data, bytes);
        }
    }

    /**
     * What held last, when this is a restart over a configuration that does not.
     *
     * @param broken what was read now
     * @return empty when nothing is kept for this configuration, or it does not hold either in today's environment
     */
    public static Optional<Edition> find(Sources sources, Loaded broken) {
        return LastGoodFile.peek(broken.data()).flatMap(bytes -> edition(sources, bytes));
    }

    private static Optional<Edition> edition(Sources sources, byte[] bytes) {
        Kept kept;
        try {
            kept = JSON.readValue(bytes, Kept.class);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        if (kept.schema() != SCHEMA || !place(sources).equals(kept.config())) {
            return Optional.empty();
        }
        var loaded = Configuration.load(sources, kept.text() == null ? "" : kept.text());
        var routes = Optional.ofNullable(kept.folder()).map(folder -> new RouteFiles(Path.of(folder), kept.routes()));
        return loaded.settings().map(settings -> new Edition(loaded, routes));
    }

    private static String place(Sources sources) {
        return sources.file().toAbsolutePath().normalize().toString();
    }
}
