package dev.detour.reload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * The files of the routes folder as they were at one moment. What is tried out, what runs and what is kept is this very
 * text: a file may change between two looks at it.
 *
 * @param folder absolute
 * @param texts by file name
 */
public record RouteFiles(Path folder, Map<String, String> texts) {
    private static final String ENDING = ".camel.yaml";
    private static final Pattern MISSING = Pattern.compile("no route begins with (direct:[\\w-]+)");

    public RouteFiles {
        texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /** @throws IOException when the folder or a file in it cannot be read, or is no text */
    public static RouteFiles read(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (var file : files) {
                texts.put(file.getFileName().toString(), text(file));
            }
        }
        return new RouteFiles(folder, texts);
    }

    private static String text(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8; save the file as UTF-8", e);
        }
    }

    RouteFiles without(String file) {
        var others = new TreeMap<>(texts);
        others.remove(file);
        return new RouteFiles(folder, others);
    }

    /** As Camel names the file of a route. */
    String location(String name) {
        return "file:" + folder.resolve(name);
    }

    /** Says of a route that is missing in a newer edition where it was in this one. */
    Rejected placed(Rejected why) {
        var missing = MISSING.matcher(why.getMessage().lines().findFirst().orElse(""));
        if (!missing.find()) {
            return why;
        }
        return texts.entrySet().stream()
                .filter(file -> file.getValue().contains("uri: " + missing.group(1) + "\n"))
                .findFirst()
                .map(file -> new Rejected(
                        folder.resolve(file.getKey()).toString(),
                        0,
                        why.getMessage() + "; it was in " + folder.resolve(file.getKey())))
                .orElse(why);
    }

    Collection<Resource> resources(Collection<String> names) {
        return names.stream()
                .sorted()
                .map(name -> ResourceHelper.fromString(location(name), texts.get(name)))
                .toList();
    }

    /** Has Camel's main find these files instead of those of the disk. */
    public DefaultRoutesCollector collector() {
        return new DefaultRoutesCollector() {
            @Override
            public Collection<Resource> findRouteResourcesFromDirectory(
                    CamelContext context, String excludePattern, String includePattern) {
                return resources(texts.keySet());
            }
        };
    }
}
