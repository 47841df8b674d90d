package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Loaded;
import dev.detour.control.Causes;
import dev.detour.report.Html;
import dev.detour.report.Incident;
import dev.detour.report.Investigation;
import dev.detour.report.Markdown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verb {@code report}: writes an incident down. Reads the data directory, whether a controller runs there or not, and
 * changes nothing in it.
 */
final class ReportVerb {
    private ReportVerb() {}

    /**
     * Looks only where the state lies and what the groups are called, so that it works where the configuration as a
     * whole does not hold: in a shell that lacks the controller's variables.
     *
     * @param directory where files go
     */
    static int run(Loaded loaded, Path directory, Verbs.Report options) {
        var values = new LinkedHashMap<String, String>();
        loaded.effective().forEach(value -> values.put(value.key(), value.value()));
        var groups = Stream.of(values.getOrDefault("detour.groups", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        var group = Choice.name(groups, options.group());
        var incident = incident(loaded.data(), group, options.epoch());
        if (options.json()) {
            options.data().println(Json.of(Investigation.json(incident)));
            return Exit.FINE;
        }
        var files = files(directory, options, "incident-" + group + "-" + options.epoch(), incident);
        if (isFolder(options)) {
            files.keySet().forEach(file -> make(file.getParent()));
        }
        write(files, options.force());
        files.keySet().forEach(options.data()::println);
        incident.remarks().forEach(remark -> options.err().println("note: " + remark));
        return Exit.FINE;
    }

    private static Incident incident(Path data, String group, long epoch) {
        try {
            var investigation = new Investigation(data, group);
            return investigation.incident(epoch).orElseThrow(() -> unknown(group, epoch, investigation.epochs()));
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, e.getMessage());
        }
    }

    private static Failure unknown(String group, long epoch, List<Long> known) {
        var words = "group " + group + " has no decision " + epoch;
        int from = Math.max(0, known.size() - 10);
        var newest = known.subList(from, known.size()).stream().map(String::valueOf);
        return new Failure(
                Exit.USAGE,
                known.isEmpty()
                        ? words + ", nor any other yet"
                        : words + "; the newest known are " + newest.collect(Collectors.joining(", ")));
    }

    private static Map<Path, String> files(Path directory, Verbs.Report options, String name, Incident incident) {
        var out = options.out().map(directory::resolve).orElse(directory).normalize();
        var files = new LinkedHashMap<Path, String>();
        if (Files.isDirectory(out) || isFolder(options)) {
            files.put(out.resolve(name + ".html"), Html.of(incident));
            files.put(out.resolve(name + ".md"), Markdown.of(incident));
        } else if (out.toString().endsWith(".html")) {
            files.put(out, Html.of(incident));
        } else if (out.toString().endsWith(".md")) {
            files.put(out, Markdown.of(incident));
        } else {
            throw new Failure(
                    Exit.USAGE,
                    "--out " + options.out().orElseThrow() + ": there is no such folder (one that ends in / is"
                            + " made), and a file ends in .html or .md");
        }
        return files;
    }

    /** What ends in a slash is one, there or not. */
    private static boolean isFolder(Verbs.Report options) {
        return options.out().filter(out -> out.endsWith("/")).isPresent();
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "the folder " + folder + " cannot be made: " + Causes.sentence(e));
        }
    }

    /** Nothing is written when one of them may not be. */
    private static void write(Map<Path, String> files, boolean force) {
        files.keySet().stream()
                .filter(file -> !force && Files.exists(file))
                .findFirst()
                .ifPresent(file -> {
                    throw new Failure(Exit.REFUSED, file + " is there already; --force replaces it");
                });
        try {
            for (var file : files.entrySet()) {
                write(file.getKey(), file.getValue(), force);
            }
        } catch (FileAlreadyExistsException e) {
            throw new Failure(Exit.REFUSED, e.getMessage() + " is there already; --force replaces it");
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "not written: " + Causes.sentence(e));
        }
    }

    /** Whole or not at all. */
    private static void write(Path file, String text, boolean force) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var beside = Files.createTempFile(folder, ".report", ".new");
        try {
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(beside, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            if (force) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(beside, file);
            }
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
