package dev.detour.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Service Failover System's {@code config.ini}, as Python's configparser reads it: names in any case, {@code =} or
 * {@code :} between, {@code %%} for a percent sign. Its sections do not matter: no name is in two of them.
 *
 * @param entries by name in upper case
 * @param malformed the numbers of the lines that are nothing of all that
 */
record IniFile(Map<String, Entry> entries, List<Integer> malformed) {
    static final String NAME = "config.ini";
    static final IniFile EMPTY = new IniFile(Map.of(), List.of());
    private static final Pattern LINE = Pattern.compile("([^=:\\s][^=:]*?)\\s*[=:]\\s*(.*)");
    private static final Pattern NO_SETTING = Pattern.compile("(?:[;#].*|\\[.+].*)?");
    private static final Pattern BASE_URL = Pattern.compile("SERVICE[0-9]{1,4}_BASE_URL");
    private static final String KEY = "API_KEY";
    static final List<String> KNOWN = List.of(
            "SERVICE1_BASE_URL",
            "MAX_ATTEMPTS",
            "BASE_DELAY",
            "JITTER",
            "FAILURE_THRESHOLD",
            "RECOVERY_TIME",
            "DEFAULT_TIMEOUT",
            "RATE_LIMIT",
            "RATE_LIMIT_PERIOD",
            "DEFAULT_MAX_SIZE",
            "DEFAULT_TTL",
            KEY);

    /** @param line from 1 */
    record Entry(String value, int line) {}

    static IniFile of(String text) {
        var entries = new LinkedHashMap<String, Entry>();
        var malformed = new ArrayList<Integer>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (NO_SETTING.matcher(line.strip()).matches()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches()) {
                String value = EnvText.meant(matcher.group(2)).replace("%%", "%");
                entries.put(matcher.group(1).toUpperCase(Locale.ROOT), new Entry(value, number));
            } else {
                malformed.add(number);
            }
        }
        return new IniFile(entries, malformed);
    }

    /** Whether anything in it is meant for the gateway; many programs have a key. */
    boolean isOurs() {
        return entries.keySet().stream().anyMatch(name -> isKnown(name) && !name.equals(KEY));
    }

    List<String> unknown() {
        return entries.keySet().stream().filter(name -> !isKnown(name)).toList();
    }

    private static boolean isKnown(String name) {
        return KNOWN.contains(name) || BASE_URL.matcher(name).matches();
    }

    Set<String> names() {
        return entries.keySet();
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::value);
    }

    /** 0 when it is not there. */
    int line(String name) {
        return entries.containsKey(name) ? entries.get(name).line() : 0;
    }
}
