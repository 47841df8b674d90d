package dev.detour.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names and lists of names. All faults of a list are told in one message. */
final class Names {
    /** @param word what is named */
    record Kind(String word, Pattern form, String words) {
        boolean fits(String name) {
            return form.matcher(name).matches();
        }
    }

    static final Kind GROUP = new Kind("group name", Pattern.compile("[a-z0-9-]{1,32}"), "[a-z0-9-]{1,32}");
    static final Kind REGION = new Kind("region name", Pattern.compile("[A-Za-z0-9_-]{1,32}"), "[A-Za-z0-9_-]{1,32}");
    static final Kind ROUTE = new Kind("name", Pattern.compile("[A-Za-z0-9_-]{1,64}"), "[A-Za-z0-9_-]{1,64}");
    static final Kind PROGRAM =
            new Kind("program name", Pattern.compile("[!-~&&[^,]]{1,128}"), "group:name or name, without blanks");
    /** systemd.unit(5): the signs of a name, and a suffix that says its type. */
    static final Kind UNIT = new Kind(
            "unit name",
            Pattern.compile("(?!-)[A-Za-z0-9:_.\\\\@-]{1,240}\\.(service|socket|target|timer|path|mount|slice|scope)"),
            "unit names with their suffix, as app.service");

    static final Kind VARIABLE =
            new Kind("variable name", Pattern.compile("[A-Za-z_][A-Za-z0-9_]*"), "[A-Za-z_][A-Za-z0-9_]*");
    /** RFC 9110, 5.1: a token. */
    static final Kind HEADER =
            new Kind("header name", Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), "letters, digits, -");

    private Names() {}

    static List<String> optionalList(String text, Kind kind) throws Wrong {
        return text.isBlank() ? List.of() : list(text, kind);
    }

    static List<String> list(String text, Kind kind) throws Wrong {
        String form = "write " + kind.words + ", separated by commas";
        if (text.isBlank()) {
            throw new Wrong("an empty list", form);
        }
        var names = new ArrayList<String>();
        var faults = new ArrayList<String>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            if (name.isEmpty()) {
                faults.add("an empty entry");
            } else if (!kind.fits(name)) {
                faults.add(quoted(name) + " is no " + kind.word);
            } else if (names.contains(name)) {
                faults.add(name + " is given twice");
            } else {
                names.add(name);
            }
        }
        fail(faults, form);
        return List.copyOf(names);
    }

    /** Those of a list that are right, each once, whatever the others are. */
    static List<String> fitting(String text, Kind kind) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(kind::fits)
                .distinct()
                .toList();
    }

    /** {@code NAME=target,…}; blanks around entries, names and targets do not count. */
    static Map<String, String> regions(String text) throws Wrong {
        String form = "write NAME=target,NAME=target with names " + REGION.words;
        if (text.isBlank()) {
            throw new Wrong("an empty list", form);
        }
        var regions = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            String target = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (part.isBlank()) {
                faults.add("an empty entry");
            } else if (equals < 0) {
                faults.add(quoted(name) + " has no =target");
            } else if (!REGION.fits(name)) {
                faults.add(name.isEmpty() ? "an entry without a name" : quoted(name) + " is no region name");
            } else if (target.isEmpty()) {
                faults.add(name + " has an empty target");
            } else if (target.codePoints().anyMatch(c -> Character.isWhitespace(c) || Text.isUnprintable(c))) {
                faults.add("the target of " + name + " holds a blank or control character");
            } else if (regions.putIfAbsent(name, target) != null) {
                faults.add(name + " is given twice");
            }
        }
        fail(faults, form);
        return regions;
    }

    private static void fail(List<String> faults, String form) throws Wrong {
        if (!faults.isEmpty()) {
            throw new Wrong(String.join(", ", faults), form);
        }
    }

    /** Short and printable, whatever it holds. */
    private static String quoted(String name) {
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return '"' + shown.replaceAll("[\\p{C}]", "?") + '"';
    }
}
