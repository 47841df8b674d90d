package dev.detour.faults;

import dev.detour.peers.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every row of {@code catalogue.txt}, in its order, and the tests that carry their ids. */
final class Catalogue {
    /** Whether a row that has no test, and does not say why, fails the build; until then it is only told. */
    static final boolean EVERY_ROW_HAS_A_TEST = true;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    Catalogue(String text) {
        var group = "";
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("## ")) {
                group = line.substring(3);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                var row = row(line, group);
                if (rows.put(row.id(), row) != null) {
                    throw new IllegalArgumentException("two rows are called " + row.id());
                }
            }
        }
    }

    static Catalogue read() {
        try (var in = Catalogue.class.getResourceAsStream("catalogue.txt")) {
            return new Catalogue(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line, String group) {
        var cells = line.split(" \\| ");
        if (cells.length != 3 && cells.length != 4) {
            throw new IllegalArgumentException("not \"id | fault | right behaviour\": " + line);
        }
        return new Row(
                cells[0], group, cells[1], cells[2], cells.length == 4 ? Optional.of(cells[3]) : Optional.empty());
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    Optional<Row> row(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    /** The ids that tests carry, each with {@code Class.method} of those. */
    static Map<String, List<String>> shownBy() {
        var found = new TreeMap<String, List<String>>();
        for (var type : testClasses()) {
            for (var method : type.getDeclaredMethods()) {
                for (var id : idsOf(method)) {
                    found.computeIfAbsent(id, i -> new ArrayList<>()).add(name(method));
                }
            }
        }
        return found;
    }

    static List<String> idsOf(Method method) {
        var fault = method.getAnnotation(Fault.class);
        return fault == null ? List.of() : List.of(fault.value());
    }

    static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private static List<Class<?>> testClasses() {
        try {
            var root = Path.of(Catalogue.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.startsWith("dev") && file.endsWith(".class"))
                        .sorted()
                        .<Class<?>>map(Catalogue::load)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String file) {
        var name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, Catalogue.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
