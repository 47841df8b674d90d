package dev.detour.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the env file of a group. Its values are written without quotes, so that what cannot stand so in
 * {@code export VAR=value} is refused here, for every region.
 */
final class EnvFileReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> KNOWN =
            List.of("group", "region", "target", "from", "epoch", "trigger", "reason");

    private final Values values;
    private final Report report;
    private final String group;
    private final Map<String, String> regions;

    EnvFileReader(Values values, Report report, String group, Map<String, String> regions) {
        this.values = values;
        this.report = report;
        this.group = group;
        this.regions = regions;
    }

    Optional<Settings.EnvFile> read() {
        Map<String, String> variables = variables();
        Optional<Path> path = values.path(Keys.ENV_FILE, group);
        if (!values.isGiven(Keys.ENV_FILE, group)) {
            for (String name : variables.keySet()) {
                report.problem(
                        values.shown(Keys.VARIABLE, group, name),
                        "a variable without " + Keys.ENV_FILE.at(group),
                        "name the file, or remove the variable");
            }
            return Optional.empty();
        }
        path.ifPresent(this::check);
        if (path.isPresent() && values.names(start()).isEmpty()) {
            report.problem(
                    values.shown(Keys.ENV_FILE, group),
                    "a file without variables",
                    "write for example " + Keys.VARIABLE.at(group, "REGION") + "={region}");
        }
        boolean export = values.get(Keys.ENV_EXPORT, group);
        return path.map(p -> new Settings.EnvFile(p, variables, export));
    }

    private void check(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path) || parent == null) {
            report.problem(values.shown(Keys.ENV_FILE, group), "a folder", "name a file");
        } else if (!Files.isDirectory(parent) && !madeWithData(parent)) {
            report.warning(values.shown(Keys.ENV_FILE, group), "the folder " + parent + " does not exist", "make it");
        }
    }

    /** The folder for our state is made at the start, with those above it. */
    private boolean madeWithData(Path folder) {
        return values.path(Keys.DATA)
                .filter(data -> data.toAbsolutePath().startsWith(folder))
                .isPresent();
    }

    private String start() {
        return Keys.VARIABLE.start(group);
    }

    private Map<String, String> variables() {
        var variables = new LinkedHashMap<String, String>();
        for (String name : values.names(start())) {
            Optional<String> template = values.find(Keys.VARIABLE, group, name);
            try {
                if (!Names.VARIABLE.fits(name)) {
                    throw new Wrong("not a variable name", "write " + Names.VARIABLE.words());
                }
                if (template.isPresent()) {
                    checkAll(template.get());
                    variables.put(name, template.get());
                }
            } catch (Wrong e) {
                report.problem(values.shown(Keys.VARIABLE, group, name), e);
            }
        }
        return variables;
    }

    private void checkAll(String template) throws Wrong {
        for (Map.Entry<String, String> region : regions.entrySet()) {
            String value = fill(template, region.getKey(), region.getValue());
            OptionalInt unsafe = EnvSigns.unsafe(value);
            if (unsafe.isPresent()) {
                int c = value.codePointAt(unsafe.getAsInt());
                boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
                throw new Wrong(
                        "for " + region.getKey() + " it holds " + (blank ? "a blank" : Character.toString(c))
                                + ", which an unquoted value cannot",
                        "write letters, digits and " + EnvSigns.SAFE);
            }
        }
    }

    private String fill(String template, String region, String target) throws Wrong {
        var value = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String filled =
                    switch (matcher.group(1)) {
                        case "group" -> group;
                        case "region", "from" -> region;
                        case "target" -> target;
                        case "epoch" -> "1";
                        case "trigger" -> "outage";
                        case "reason" -> throw new Wrong("a reason holds blanks", "use it in a notification");
                        default ->
                            throw new Wrong(
                                    "unknown placeholder {" + matcher.group(1) + "}",
                                    "known are {" + String.join("}, {", KNOWN) + "}");
                    };
            matcher.appendReplacement(value, Matcher.quoteReplacement(filled));
        }
        return matcher.appendTail(value).toString();
    }
}
