package dev.detour.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the settings together; what does not hold is reported, and a stand-in keeps the reading going. */
final class SettingsReader {
    private final Sources sources;
    private final Values values;
    private final Report report;

    SettingsReader(Sources sources, Values values, Report report) {
        this.sources = sources;
        this.values = values;
        this.report = report;
    }

    /** @param regions of each group that has readable ones, targets by name */
    Settings read(List<String> groups, Map<String, Map<String, String>> regions, List<String> services) {
        checkStartRegion(groups, regions);
        checkMetricNames(regions);
        var read = new ArrayList<Settings.Group>();
        regions.forEach((group, targets) -> {
            warnOfTwins(group, targets);
            var ordered = GroupReader.inOrder(targets, sources.region());
            read.add(new GroupReader(values, report, group, ordered).read());
        });
        return new Settings(
                http(),
                data(),
                routes(),
                values.get(Keys.SERVICE),
                values.find(Keys.HEARTBEAT),
                read,
                sources.region(),
                services(services, read));
    }

    private List<Service> services(List<String> names, List<Settings.Group> groups) {
        boolean loopback = names.isEmpty() || Urls.isLoopbackName(values.get(Keys.HTTP_HOST));
        return names.stream()
                .map(name -> new ServiceReader(values, report, name, groups).read(loopback))
                .toList();
    }

    private Settings.Http http() {
        var files = TlsFiles.read(values, report, Keys.HTTP_CERT, Keys.HTTP_KEY);
        // A port that somebody asked for by number is not the preset's to give up.
        boolean byPreset = values.origin(Keys.HTTP_OPTIONAL.pattern()).kind() == Origin.Kind.PRESET;
        boolean optional = values.get(Keys.HTTP_OPTIONAL) && !(byPreset && values.isGiven(Keys.HTTP_PORT));
        warnOfShortToken();
        return new Settings.Http(
                values.get(Keys.HTTP_HOST),
                values.get(Keys.HTTP_PORT),
                optional,
                values.find(Keys.HTTP_TOKEN),
                files.cert(),
                files.key());
    }

    private void warnOfShortToken() {
        values.find(Keys.HTTP_TOKEN)
                .filter(token -> token.length() < 8)
                .ifPresent(token -> report.warning(
                        values.shown(Keys.HTTP_TOKEN), "short, and so soon guessed", "write 16 characters or more"));
    }

    private Path data() {
        Path data = values.path(Keys.DATA).orElse(sources.home().resolve("data"));
        if (Files.exists(data) && !Files.isDirectory(data)) {
            report.problem(values.shown(Keys.DATA), "not a folder", "name a folder, or one that can be made");
        }
        return data;
    }

    private Optional<Path> routes() {
        Optional<Path> routes = values.path(Keys.ROUTE_FOLDER).filter(Files::isDirectory);
        if (routes.isEmpty() && values.isGiven(Keys.ROUTE_FOLDER)) {
            report.problem(
                    values.shown(Keys.ROUTE_FOLDER),
                    "there is no such folder",
                    "name a folder, or remove it to use the routes inside the jar");
        }
        return routes;
    }

    /** A mistake in usage, told only where the lists it is measured by can be read. */
    private void checkStartRegion(List<String> groups, Map<String, Map<String, String>> regions) {
        List<String> known = regions.values().stream()
                .flatMap(targets -> targets.keySet().stream())
                .distinct()
                .toList();
        boolean byPreset = values.origin(Keys.GROUPS.pattern()).kind() == Origin.Kind.PRESET;
        boolean named = byPreset || values.find(Keys.GROUPS).isPresent();
        if (sources.region().isPresent()
                && named
                && !groups.isEmpty()
                && regions.size() == groups.size()
                && !known.contains(sources.region().get())) {
            throw new UnknownRegion(sources.region().get(), known);
        }
    }

    private void checkMetricNames(Map<String, Map<String, String>> regions) {
        var owners = new HashMap<String, String>();
        regions.forEach((group, targets) -> targets.keySet().forEach(region -> {
            String owner = "region " + region + " of group " + group;
            String other = owners.putIfAbsent(group + "-" + region, owner);
            if (other != null) {
                report.problem(
                        values.shown(Keys.REGIONS, group),
                        other + " and " + owner + " collide: both are /metric/" + group + "-" + region,
                        "rename one");
            }
        }));
    }

    private void warnOfTwins(String group, Map<String, String> targets) {
        var names = new HashMap<String, String>();
        targets.forEach((name, target) -> {
            String other = names.putIfAbsent(target, name);
            if (other != null) {
                report.warning(values.shown(Keys.REGIONS, group), other + " and " + name + " have the same target", "");
            }
        });
    }
}
