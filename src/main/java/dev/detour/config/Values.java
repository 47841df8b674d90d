package dev.detour.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The values in force, placeholders filled in, read as their types ask. What does not hold is reported once. */
final class Values {
    private static final long MOST_SECRET_BYTES = 64 << 10;
    private static final Pattern SECRET_NAME = Pattern.compile("KEY|TOKEN|SECRET|PASSW", Pattern.CASE_INSENSITIVE);

    private final Sources sources;
    private final Layers layers;
    private final Report report;
    private final Map<String, String> others = new LinkedHashMap<>();
    private final Map<String, Optional<String>> texts = new HashMap<>();
    private final Placeholders placeholders;
    /** The keys whose values were made of secrets. */
    private final Set<String> secretive = new HashSet<>();

    private final Set<Path> files = new LinkedHashSet<>();

    Values(Sources sources, Layers layers, Report report) {
        this.sources = sources;
        this.layers = layers;
        this.report = report;
        this.placeholders = new Placeholders(sources.environment(), sources.system(), this::raw);
    }

    /** A key that is not ours, of the file. */
    void putOther(String key, String value) {
        others.put(key, value);
    }

    Map<String, String> others() {
        return others;
    }

    /** A file whose content is part of the configuration. */
    void reads(Path file) {
        files.add(file);
    }

    Set<Path> files() {
        return files;
    }

    boolean isGiven(Key<?> key, String... names) {
        return layers.value(key.at(names)).isPresent();
    }

    Optional<Value> value(Key<?> key, String... names) {
        return layers.value(key.at(names));
    }

    /** The value given, or the default as a value: what a message is about. */
    Value shown(Key<?> key, String... names) {
        String name = key.at(names);
        return layers.value(name).orElseGet(() -> new Value(name, standard(name).orElse(""), Origin.builtIn()));
    }

    /** The first value that makes a service one; a preset's, if there is any. */
    Optional<Value> firstOf(String service) {
        return layers.all().stream()
                .filter(value -> value.key().startsWith(ServiceKeys.START + service + "."))
                .findFirst();
    }

    /** The last parts of all keys given that begin so, as spelled, presets' first. */
    List<String> names(String start) {
        return layers.values().stream()
                .map(value -> Layers.base(value.key()))
                .filter(key -> key.startsWith(start) && key.length() > start.length())
                .map(key -> key.substring(start.length()))
                .toList();
    }

    /** Where the value in force comes from. */
    Origin origin(String key) {
        return layers.value(key).map(Value::origin).orElse(Origin.builtIn());
    }

    /** The value, or the default; empty when there is neither, or when what was given is reported as wrong. */
    <T> Optional<T> find(Key<T> key, String... names) {
        String name = key.at(names);
        Optional<String> text = text(name);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(key.type().read(text.get()));
        } catch (Wrong e) {
            layers.value(name).ifPresent(value -> report.problem(value, e));
            return Optional.empty();
        }
    }

    /** Like {@link #find} for a key with a default, which stands in for a value that is reported as wrong. */
    <T> T get(Key<T> key, String... names) {
        return find(key, names).orElseGet(() -> fallback(key, names));
    }

    private <T> T fallback(Key<T> key, String... names) {
        try {
            return key.type().read(standard(key, List.of(names)).orElseThrow());
        } catch (Wrong e) {
            throw new IllegalStateException("the default of " + key.pattern() + " does not hold", e);
        }
    }

    /** The text in force, filled in; empty when there is none, or when it is reported as wrong. */
    Optional<String> text(String key) {
        String canonical = Layers.canonical(key);
        Optional<String> known = texts.get(canonical);
        if (known == null) {
            Optional<Value> value = layers.value(key);
            // While it is being filled in it stands for itself, which placeholders that lead back here tell as a
            // circle.
            texts.put(canonical, Optional.of("{{" + key + "}}"));
            known = value.isPresent() ? filled(value.get()) : standard(key);
            texts.put(canonical, known);
        }
        return known;
    }

    private Optional<String> filled(Value value) {
        try {
            var asked = new HashSet<String>();
            String text = placeholders.fill(value.raw(), asked);
            if (asked.stream().anyMatch(Values::isSecret)) {
                secretive.add(Layers.canonical(value.key()));
            }
            return Optional.of(meant(value.key(), Layers.isFile(value.key()) ? secret(value, text) : text));
        } catch (Wrong e) {
            report.problem(value, e);
            return Optional.empty();
        }
    }

    private static String meant(String key, String text) {
        return KeyFinder.find(key).map(match -> match.row().type().meant(text)).orElse(text);
    }

    /** The content of a secret's file without its final newline. */
    private String secret(Value value, String path) throws Wrong {
        Path file = resolve(value.origin(), Types.PATH.read(path));
        String form = "name a readable text file of at most 64KB";
        reads(file);
        try {
            if (Files.size(file) > MOST_SECRET_BYTES) {
                throw new Wrong("the file " + file + " is too large", form);
            }
            return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw new Wrong("there is no file " + file, form);
        } catch (CharacterCodingException e) {
            throw new Wrong("the file " + file + " is not UTF-8", form);
        } catch (IOException e) {
            throw new Wrong("the file " + file + " cannot be read", form);
        }
    }

    /** Relative paths of the environment and command line start from the working directory, others from the file's folder. */
    Path resolve(Origin origin, Path path) {
        return switch (origin.kind()) {
            case ENVIRONMENT, COMMAND_LINE -> sources.directory().resolve(path).normalize();
            case BUILT_IN, PRESET, FILE -> sources.home().resolve(path).normalize();
        };
    }

    Optional<Path> path(Key<Path> key, String... names) {
        return find(key, names).map(path -> resolve(origin(key.at(names)), path));
    }

    /**
     * Whether one of the placeholders that the value is made of, be it by way of others, is a secret by its row or by its
     * name: then it is shown as it stands.
     */
    boolean holdsSecret(String key) {
        return secretive.contains(Layers.canonical(key));
    }

    private static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).find()
                || KeyFinder.find(name).filter(match -> match.row().secret()).isPresent();
    }

    /** For a placeholder: a value as it stands, whose own placeholders are filled in next. */
    Optional<String> raw(String key) {
        Optional<Value> value = layers.value(key);
        if (value.isPresent()) {
            return Layers.isFile(value.get().key())
                    ? text(key)
                    : Optional.of(meant(key, value.get().raw()));
        }
        return Optional.ofNullable(others.get(key)).or(() -> standard(key));
    }

    private Optional<String> standard(String key) {
        return KeyFinder.find(key).filter(m -> !m.file()).flatMap(m -> standard(m.row(), m.names()));
    }

    /** The default; one that is another key of the same group is that key's value. */
    private Optional<String> standard(Key<?> row, List<String> names) {
        Optional<String> standard = row.standard();
        if (standard.isPresent() && standard.get().startsWith("= ")) {
            return text("detour.group." + names.get(0) + "." + standard.get().substring(2));
        }
        return standard;
    }
}
