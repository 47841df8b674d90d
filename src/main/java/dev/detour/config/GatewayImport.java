package dev.detour.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Service Failover System's {@code config.ini} and variables (SPEC §3, seed 3) as keys of the gateway service
 * {@code default}. The file goes before the variables, as there; its sections do not matter.
 */
final class GatewayImport {
    private static final String SERVICE = "detour.gateway.default.";
    private static final Pattern BASE_URL = Pattern.compile("SERVICE([0-9]{1,4})_BASE_URL");
    private static final Pattern ENTRY = Pattern.compile("([^=:\\s][^=:]*?)\\s*[=:]\\s*(.*)");
    private static final Map<String, String> COUNTS = new LinkedHashMap<>();
    private static final Map<String, String> SECONDS = new LinkedHashMap<>();

    static {
        COUNTS.put("MAX_ATTEMPTS", "attempts=3");
        COUNTS.put("FAILURE_THRESHOLD", "failure-threshold=3");
        COUNTS.put("DEFAULT_MAX_SIZE", "cache.size=100");
        SECONDS.put("BASE_DELAY", "base-delay=1s");
        SECONDS.put("JITTER", "jitter=500ms");
        SECONDS.put("RECOVERY_TIME", "recovery-time=1m");
        SECONDS.put("DEFAULT_TIMEOUT", "attempt-timeout=5s");
        SECONDS.put("DEFAULT_TTL", "cache.ttl=5m");
    }

    private final Map<String, String> given = new TreeMap<>();
    private final Report report;
    private final boolean applies;
    private final List<String> lines = new ArrayList<>();

    GatewayImport(Optional<String> ini, Map<String, String> environment, Report report) {
        this.report = report;
        environment.forEach((name, value) -> given.put(name, EnvText.meant(value)));
        ini.ifPresent(text -> text.lines().forEach(this::entry));
        this.applies = ini.isPresent() || urls().size() > 0;
    }

    private void entry(String line) {
        Matcher matcher = ENTRY.matcher(line.strip());
        if (!line.isBlank() && !line.strip().matches("[\\[;#].*") && matcher.matches()) {
            given.put(matcher.group(1).toUpperCase(Locale.ROOT), EnvText.meant(matcher.group(2)));
        }
    }

    /** Nothing when there is nothing of this seed. */
    List<String> lines() {
        if (!applies) {
            return List.of();
        }
        lines.add("");
        lines.add("# Service Failover System");
        urlsLine();
        COUNTS.forEach(this::count);
        SECONDS.forEach(this::seconds);
        rate();
        add("# built in there", "pool", "10");
        Optional.ofNullable(given.get("API_KEY")).filter(key -> !key.isEmpty()).ifPresent(key -> {
            lines.add("# secret: may stand in a file of its own, as " + SERVICE + "api-key-file");
            add("# API_KEY", "api-key", key);
        });
        return lines;
    }

    private Map<Integer, String> urls() {
        var urls = new TreeMap<Integer, String>();
        given.forEach((name, value) -> {
            Matcher matcher = BASE_URL.matcher(name);
            if (matcher.matches() && !value.isEmpty()) {
                urls.put(Integer.parseInt(matcher.group(1)), value);
            }
        });
        return urls;
    }

    private void urlsLine() {
        Map<Integer, String> urls = urls();
        if (urls.isEmpty()) {
            lines.add("# no SERVICE<n>_BASE_URL: the seed went to https://service<n>.example.com then");
        } else {
            String names =
                    urls.keySet().stream().map(n -> "SERVICE" + n + "_BASE_URL").collect(Collectors.joining(", "));
            add("# " + names, "upstreams", String.join(",", urls.values()));
        }
    }

    private void count(String variable, String line) {
        String text = given.getOrDefault(variable, "");
        if (text.isEmpty()) {
            standard(variable, line);
        } else if (text.matches("[0-9]{1,9}")) {
            add("# " + variable, key(line), text);
        } else {
            wrong(variable, "not a whole number", "write for example 3");
        }
    }

    private void seconds(String variable, String line) {
        String text = given.getOrDefault(variable, "");
        if (text.isEmpty()) {
            standard(variable, line);
        } else {
            duration(variable).ifPresent(time -> add("# " + variable, key(line), time));
        }
    }

    private void rate() {
        String limit = given.getOrDefault("RATE_LIMIT", "5");
        if (!limit.matches("[0-9]{1,9}")) {
            wrong("RATE_LIMIT", "not a whole number", "write for example 5");
            return;
        }
        Optional<String> period =
                given.containsKey("RATE_LIMIT_PERIOD") ? duration("RATE_LIMIT_PERIOD") : Optional.of("1s");
        boolean set = given.containsKey("RATE_LIMIT") || given.containsKey("RATE_LIMIT_PERIOD");
        var comment = set ? "# RATE_LIMIT, RATE_LIMIT_PERIOD" : "# RATE_LIMIT is not set: the seed's default";
        period.ifPresent(p -> add(comment, "rate", limit + "/" + p));
    }

    private Optional<String> duration(String variable) {
        String text = given.get(variable);
        if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?")) {
            wrong(variable, "not a number of seconds", "write for example 5, without a unit");
            return Optional.empty();
        }
        long millis = new BigDecimal(text).movePointRight(3).longValueExact();
        return Optional.of(Durations.format(Duration.ofMillis(millis)));
    }

    private void standard(String variable, String line) {
        add("# " + variable + " is not set: the seed's default", key(line), line.substring(line.indexOf('=') + 1));
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf('='));
    }

    private void add(String comment, String key, String value) {
        lines.add(comment);
        lines.add(Importing.property(SERVICE + key, value));
    }

    private void wrong(String variable, String what, String form) {
        report.problem("config.ini or environment", variable, what, form);
    }
}
