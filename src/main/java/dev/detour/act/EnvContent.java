package dev.detour.act;

import dev.detour.config.EnvSigns;
import dev.detour.config.Settings.EnvFile;
import dev.detour.decision.Decision;
import dev.detour.decision.Region;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * The bytes of an env file (SPEC §3, {@code G.env-file}): a line per variable, {@code \n} between, no final newline.
 * Values stand without quotes, so only those are let through that a POSIX shell reads back as they are.
 */
final class EnvContent {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private EnvContent() {}

    /** @throws StepFailedException naming the variable when a line would not be read back as it was meant */
    static byte[] of(EnvFile file, Decision decision) {
        StringJoiner lines = new StringJoiner("\n");
        file.variables().forEach((name, template) -> {
            String value = Placeholders.fill(template, decision);
            check(name, value);
            lines.add((file.export() ? "export " : "") + name + "=" + value);
        });
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new StepFailedException(
                    "env file variable \"" + Printable.of(name) + "\" is no name; right: letters, digits, _");
        }
        OptionalInt unsafe = EnvSigns.unsafe(value);
        if (unsafe.isPresent()) {
            int at = unsafe.getAsInt();
            throw new StepFailedException(("env file variable %s: value \"%s\" has %s at position %d; "
                            + "a line holds it without quotes, so right are letters, digits and %s")
                    .formatted(name, Printable.of(value), word(value.codePointAt(at)), at + 1, EnvSigns.SAFE));
        }
    }

    private static String word(int c) {
        return switch (c) {
            case '\n' -> "a newline";
            case '\r' -> "a carriage return";
            case 0 -> "a NUL";
            case ' ' -> "a blank";
            case '\t' -> "a tab";
            default -> Printable.of(Character.toString(c));
        };
    }

    /**
     * The region that an existing file names: the first whose name and target stand in every variable that is made of
     * them. Lenient about quotes, line ends and foreign lines.
     */
    static Optional<String> region(EnvFile file, String content, List<Region> regions) {
        Map<String, String> found = parse(content);
        List<Map.Entry<String, String>> telling = file.variables().entrySet().stream()
                .filter(v -> Placeholders.namesRegion(v.getValue()))
                .toList();
        if (telling.isEmpty()) {
            return Optional.empty();
        }
        return regions.stream()
                .filter(r -> telling.stream().allMatch(v -> Placeholders.anyDecision(v.getValue(), r.name(), r.target())
                        .matcher(found.getOrDefault(v.getKey(), ""))
                        .matches()))
                .map(Region::name)
                .findFirst();
    }

    private static Map<String, String> parse(String content) {
        Map<String, String> found = new HashMap<>();
        for (String line : content.split("\\R")) {
            String assignment = line.strip();
            if (assignment.startsWith("export ")) {
                assignment = assignment.substring("export ".length()).strip();
            }
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                found.put(assignment.substring(0, equals), unquoted(assignment.substring(equals + 1)));
            }
        }
        return found;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
