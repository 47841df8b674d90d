package dev.detour;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.detour.cli.Exit;
import dev.detour.cli.Verbs;
import dev.detour.config.Effective;
import dev.detour.config.Loaded;
import java.io.IOException;
import java.util.LinkedHashMap;

/** The verb {@code check}: every problem of the configuration and of the routes at once (SPEC §3). */
final class CheckVerb {
    private CheckVerb() {}

    static int run(Loaded read, Verbs.Check options) {
        var loaded = read.with(RouteProblems.of(read));
        if (options.json()) {
            options.out().println(json(loaded));
        } else {
            loaded.warnings().forEach(warning -> options.err().println("warning: " + warning));
            loaded.problems().forEach(problem -> options.err().println(problem));
            if (options.verbose()) {
                loaded.effective().forEach(value -> options.out().println(line(value)));
            }
            options.err().println(verdict(loaded));
        }
        return loaded.settings().isPresent() ? Exit.FINE : Exit.CONFIGURATION;
    }

    private static String line(Effective value) {
        return value.key() + "=" + value.value() + "  # " + value.origin();
    }

    private static String verdict(Loaded loaded) {
        var warnings = count(loaded.warnings().size(), "warning");
        return loaded.settings().isPresent()
                ? "The configuration holds; " + warnings + "."
                : count(loaded.problems().size(), "problem") + ", " + warnings + ".";
    }

    private static String count(int n, String thing) {
        return n == 0 ? "no " + thing : n + " " + thing + (n == 1 ? "" : "s");
    }

    private static String json(Loaded loaded) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("holds", loaded.settings().isPresent());
        answer.put("problems", loaded.problems());
        answer.put("warnings", loaded.warnings());
        answer.put(
                "values",
                loaded.effective().stream()
                        .map(v -> {
                            var row = new LinkedHashMap<String, Object>();
                            row.put("key", v.key());
                            row.put("value", v.value());
                            row.put("origin", v.origin().toString());
                            return row;
                        })
                        .toList());
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        } catch (IOException e) {
            throw new IllegalStateException("records of strings are JSON", e);
        }
    }
}
