package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Settings;
import dev.detour.decision.Region;
import dev.detour.keda.Lint;
import dev.detour.keda.Malformed;
import dev.detour.keda.Manifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The verbs {@code keda manifest} and {@code keda lint}. */
final class KedaVerb {
    /** Of a Kubernetes object, RFC 1123. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?");

    private KedaVerb() {}

    static int manifest(Settings settings, Verbs.Manifest options) {
        var group = Choice.group(settings, options.group());
        name("--deployment", options.deployment());
        name("--namespace", options.namespace());
        var regions = group.rules().regions().stream().map(Region::name).toList();
        var manifest = new Manifest(
                group.name(),
                regions,
                url(settings, options),
                options.deployment(),
                options.namespace(),
                options.up(),
                options.down());
        options.out().print(options.json() ? list(manifest.yaml()) : manifest.yaml());
        return Exit.FINE;
    }

    /** As {@code kubectl apply} takes several objects of JSON. */
    private static String list(String yaml) {
        var items = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(yaml).forEach(items::add);
        var list = new LinkedHashMap<String, Object>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", items);
        return Json.of(list) + "\n";
    }

    private static void name(String option, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure(Exit.USAGE, option + " is no name of Kubernetes'; write small letters, digits and -");
        }
    }

    private static String url(Settings settings, Verbs.Manifest options) {
        if (options.url().isPresent()) {
            return options.url().get().toString().replaceFirst("/+$", "");
        }
        var scheme = settings.http().tlsCert().isPresent() ? "https" : "http";
        options.err().println("note: replace detour.example.com by where the clusters reach Detour, or give --url");
        return scheme + "://detour.example.com:" + settings.http().port();
    }

    static int lint(Verbs.Lint options) {
        var rows = new ArrayList<Map<String, Object>>();
        boolean clean = true;
        for (var file : options.files()) {
            for (var found : read(file)) {
                clean = clean && found.problems().isEmpty();
                rows.add(row(file, found));
                if (!options.json()) {
                    print(file, found, options.out());
                }
            }
        }
        if (options.json()) {
            options.out().println(Json.of(rows));
        }
        return clean ? Exit.FINE : Exit.ERROR;
    }

    private static List<Lint.Found> read(Path file) {
        try {
            return Lint.of(Files.readString(file));
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, file + " cannot be read; name a YAML file");
        } catch (Malformed e) {
            throw new Failure(Exit.ERROR, file + ": " + e.getMessage());
        }
    }

    private static void print(Path file, Lint.Found found, PrintStream out) {
        out.println(file + ": " + found.object() + ", trigger " + found.trigger());
        found.problems().forEach(problem -> out.println("  problem: " + problem));
        found.yields().forEach(y -> out.println("  value " + y.value() + " → replicas: " + y.replicas()));
    }

    private static Map<String, Object> row(Path file, Lint.Found found) {
        var row = new LinkedHashMap<String, Object>();
        row.put("file", file.toString());
        row.put("object", found.object());
        row.put("trigger", found.trigger());
        row.put("problems", found.problems());
        var yields = new LinkedHashMap<String, Object>();
        found.yields().forEach(y -> yields.put(y.value(), y.replicas()));
        row.put("replicas", yields);
        return row;
    }
}
