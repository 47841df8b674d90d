package dev.detour.config;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Service Failover System (SPEC §3, seed 3): its {@code config.ini} or its own variables are enough. They make the
 * gateway service {@code default}; the file goes before the variables, as there.
 *
 * @param instead a {@code config.ini}'s text in the place of the file; then no file is read
 */
record Seed3(Optional<String> instead) implements Preset {
    static final String SERVICE = "default";
    private static final String SECONDS_FORM = "write for example 5, without a unit";
    private static final Pattern BASE_URL = Pattern.compile("SERVICE([0-9]{1,4})_BASE_URL");

    @Override
    public String name() {
        return "seed 3";
    }

    /** A file of that name that speaks of nothing known is somebody else's. */
    @Override
    public boolean applies(Sources sources) {
        try {
            return sources.environment().keySet().stream()
                            .anyMatch(name -> BASE_URL.matcher(name).matches())
                    || ini(sources).stream().anyMatch(IniFile::isOurs);
        } catch (IOException toldWhenFilled) {
            return true;
        }
    }

    @Override
    public Optional<String> group() {
        return Optional.empty();
    }

    @Override
    public List<Path> files(Sources sources) {
        return instead.isPresent() ? List.of() : List.of(file(sources));
    }

    @Override
    public void fill(Sources sources, Layers layers, Report report) {
        try {
            var ini = ini(sources).orElse(IniFile.EMPTY);
            new Filling(ini, sources.environment(), new PresetValues(layers, name(), SERVICE), report).fill();
        } catch (IOException e) {
            report.problem(IniFile.NAME, "", "cannot be read: " + e.getMessage(), "make it readable, or move it away");
        }
    }

    private Optional<IniFile> ini(Sources sources) throws IOException {
        if (instead.isPresent()) {
            return instead.map(IniFile::of);
        }
        Path file = file(sources);
        return Files.isRegularFile(file) ? Optional.of(IniFile.of(Files.readString(file))) : Optional.empty();
    }

    private static Path file(Sources sources) {
        return sources.home().resolve(IniFile.NAME);
    }

    private record Filling(IniFile ini, Map<String, String> environment, PresetValues values, Report report) {
        void fill() {
            lines();
            upstreams();
            count("MAX_ATTEMPTS", ServiceKeys.ATTEMPTS, "3");
            seconds("BASE_DELAY", ServiceKeys.BASE_DELAY, "1s");
            seconds("JITTER", ServiceKeys.JITTER, "500ms");
            seconds("DEFAULT_TIMEOUT", ServiceKeys.ATTEMPT_TIMEOUT, "5s");
            count("FAILURE_THRESHOLD", ServiceKeys.FAILURE_THRESHOLD, "3");
            seconds("RECOVERY_TIME", ServiceKeys.RECOVERY_TIME, "1m");
            rate();
            values.put(ServiceKeys.POOL, "10");
            seconds("DEFAULT_TTL", ServiceKeys.CACHE_TTL, "5m");
            count("DEFAULT_MAX_SIZE", ServiceKeys.CACHE_SIZE, "100");
            read("API_KEY").ifPresent(key -> put(List.of("API_KEY"), ServiceKeys.API_KEY, key));
        }

        /** No line is quoted: it may hold a key. */
        private void lines() {
            ini.malformed()
                    .forEach(line -> report.missing(
                            Origin.file(IniFile.NAME, line),
                            "",
                            "neither a setting, nor a section, nor a comment",
                            "write NAME = value, [SECTION], or # and words"));
            ini.unknown()
                    .forEach(name -> report.warning(
                            Origin.file(IniFile.NAME, ini.line(name)),
                            name,
                            "unknown, so it changes nothing",
                            Nearest.of(name, IniFile.KNOWN)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("remove it")));
        }

        /** Empty when it is not set or holds nothing. */
        private Optional<String> read(String variable) {
            return ini.value(variable)
                    .or(() -> Optional.ofNullable(environment.get(variable)).map(EnvText::meant))
                    .filter(text -> !text.isEmpty());
        }

        private void upstreams() {
            var urls = new TreeMap<Integer, String>();
            var names = new ArrayList<>(ini.names());
            names.addAll(environment.keySet());
            for (String name : names) {
                Matcher matcher = BASE_URL.matcher(name);
                if (matcher.matches() && read(name).isPresent()) {
                    urls.putIfAbsent(Integer.parseInt(matcher.group(1)), name);
                }
            }
            if (urls.isEmpty()) {
                report.warning(
                        Origin.preset(values.preset(), "SERVICE1_BASE_URL"),
                        "SERVICE1_BASE_URL",
                        "not set, so every call is answered 404 \"No services registered.\"",
                        "write for example https://one.example.com");
            } else if (values.given(ServiceKeys.FOLLOW).isEmpty()) {
                boolean counts = values.given(ServiceKeys.UPSTREAMS).isEmpty();
                var good = urls.values().stream()
                        .filter(name -> !counts || isGood(name))
                        .toList();
                if (!good.isEmpty()) {
                    put(
                            good,
                            ServiceKeys.UPSTREAMS,
                            good.stream().flatMap(name -> read(name).stream()).collect(Collectors.joining(",")));
                }
            }
        }

        private boolean isGood(String variable) {
            try {
                ServiceKeys.UPSTREAMS.type().read(read(variable).orElseThrow());
                return true;
            } catch (Wrong e) {
                e.each().forEach(one -> wrong(variable, ServiceKeys.UPSTREAMS, one.what(), one.form()));
                return false;
            }
        }

        private void count(String variable, Key<?> key, String standard) {
            given(variable, key, standard, text -> {
                if (!text.matches("[0-9]{1,9}")) {
                    wrong(variable, key, "not a whole number", "write for example " + standard);
                    return Optional.empty();
                }
                return held(variable, key, text, "write for example " + standard);
            });
        }

        /** What the key takes: a value that it does not take is told as it was written, not as it is meant. */
        private Optional<String> held(String variable, Key<?> key, String value, String form) {
            try {
                if (values.given(key).isEmpty()) {
                    key.type().read(value);
                }
                return Optional.of(value);
            } catch (Wrong e) {
                wrong(variable, key, e.what(), form);
                return Optional.empty();
            }
        }

        /** Bare seconds, as the seed's own. */
        private void seconds(String variable, Key<?> key, String standard) {
            given(variable, key, standard, text -> duration(variable, key, text)
                    .flatMap(time -> held(variable, key, time, SECONDS_FORM)));
        }

        private void given(String variable, Key<?> key, String standard, Function<String, Optional<String>> meant) {
            Optional<String> text = read(variable);
            if (text.isPresent()) {
                meant.apply(text.get()).ifPresent(value -> put(List.of(variable), key, value));
            } else {
                values.put(key, standard);
            }
        }

        private Optional<String> duration(String variable, Key<?> key, String text) {
            if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?")) {
                wrong(variable, key, "not a number of seconds", SECONDS_FORM);
                return Optional.empty();
            }
            long millis = new BigDecimal(text).movePointRight(3).longValueExact();
            return Optional.of(Durations.format(Duration.ofMillis(millis)));
        }

        private void rate() {
            List<String> set = List.of("RATE_LIMIT", "RATE_LIMIT_PERIOD").stream()
                    .filter(variable -> read(variable).isPresent())
                    .toList();
            Optional<String> limit = read("RATE_LIMIT")
                    .map(text -> held("RATE_LIMIT", ServiceKeys.RATE, text + "/1s", "write for example 5")
                            .map(good -> text))
                    .orElse(Optional.of("5"));
            Optional<String> period = read("RATE_LIMIT_PERIOD")
                    .map(text -> duration("RATE_LIMIT_PERIOD", ServiceKeys.RATE, text)
                            .filter(time -> held("RATE_LIMIT_PERIOD", ServiceKeys.RATE, "1/" + time, SECONDS_FORM)
                                    .isPresent()))
                    .orElse(Optional.of("1s"));
            if (limit.isEmpty() || period.isEmpty()) {
                return;
            }
            String rate = limit.get() + "/" + period.get();
            if (set.isEmpty()) {
                values.put(ServiceKeys.RATE, rate);
            } else {
                put(set, ServiceKeys.RATE, rate);
            }
        }

        private void put(List<String> variables, Key<?> key, String text) {
            values.from(origin(variables), key, text);
        }

        private Origin origin(List<String> variables) {
            int line = variables.stream()
                    .mapToInt(ini::line)
                    .filter(l -> l > 0)
                    .findFirst()
                    .orElse(0);
            return Origin.preset(values.preset(), String.join(", ", variables), line);
        }

        private void wrong(String variable, Key<?> key, String what, String form) {
            var written = new Value(key.at(SERVICE), read(variable).orElse(""), origin(List.of(variable)));
            report.problem(written, what, form);
        }
    }
}
