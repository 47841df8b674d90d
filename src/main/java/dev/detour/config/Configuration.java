package dev.detour.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads the configuration (SPEC §3): built-in &lt; preset &lt; file &lt; environment &lt; command line, all problems at once.
 * Nothing is written, and nothing is kept between two readings.
 */
public final class Configuration {
    private static final String NO_GROUP = """
        neither a group nor a gateway service, so nothing to do; write for example
          detour.groups=app
          detour.group.app.regions=NAM=cloud.nam.example.com,EU=cloud.eu.example.com
          detour.group.app.mode=observe
        or set EXT_CLOUD_FAILOVER_LIST=NAM=cloud.nam.example.com,EU=cloud.eu.example.com\
        """;

    private final Sources sources;
    private final Report report = new Report();
    private final Layers layers = new Layers();
    private final Values values;
    private final Variables variables;
    private final List<Preset> presets;
    private final Map<String, Map<String, String>> regions = new LinkedHashMap<>();

    private Configuration(Sources sources) {
        this.sources = sources;
        this.values = new Values(sources, layers, report);
        this.variables = new Variables(sources.environment(), layers, report);
        this.presets =
                Preset.ALL.stream().filter(preset -> preset.applies(sources)).toList();
    }

    /**
     * Reads it all.
     *
     * @throws UnknownRegion when {@code --region} is none of the configured
     */
    public static Loaded load(Sources sources) {
        return new Configuration(sources).load(Optional.empty());
    }

    /** The same with this text in the place of the properties file's: all else is as it is now. */
    public static Loaded load(Sources sources, String text) {
        return new Configuration(sources).load(Optional.of(text));
    }

    /** Whether what a program that Detour replaces was told is to be found, so that no file is needed. */
    public static boolean hasPreset(Sources sources) {
        return Preset.ALL.stream().anyMatch(preset -> preset.applies(sources));
    }

    /**
     * One service of the gateway that no file speaks of.
     *
     * @param keys as in {@code detour.gateway.<name>.<key>}
     * @throws IllegalArgumentException naming every problem
     */
    public static Service service(String name, Map<String, String> keys) {
        var given = new TreeMap<String, String>();
        keys.forEach((key, value) -> given.put(ServiceKeys.START + name + "." + key, value));
        var nowhere = Sources.of(Path.of("/"), Map.of()).withOverrides(given);
        Loaded loaded = new Configuration(nowhere).load(Optional.of(""));
        return loaded.settings()
                .flatMap(settings -> settings.services().stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException(
                        loaded.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))));
    }

    private Loaded load(Optional<String> instead) {
        values.reads(sources.file());
        var file = new FileLayer(sources, layers, values, report);
        boolean fileRead = file.read(instead);
        new TreeMap<>(sources.overrides())
                .forEach((key, value) -> layers.put(new Value(key, value, Origin.commandLine())));
        rows(List.of()).forEach(row -> variables.offer(row));
        List<String> groups = groups();
        groups.forEach(group -> rows(List.of("group")).forEach(row -> variables.offer(row, group)));
        offerServices();
        presets.forEach(preset -> {
            preset.files(sources).forEach(values::reads);
            preset.fill(sources, layers, report);
        });
        List<String> services = offerServices();
        if (groups.isEmpty() && services.isEmpty() && fileRead && !isAboutGroups()) {
            report.problem(sources.fileName(), "", NO_GROUP, "");
        }
        groups.forEach(this::tellDatadog);
        groups.forEach(this::readNames);
        new KeyCheck(layers, values, report, regions).run(groups, services);
        variables.finish(groups, services);
        Settings settings = new SettingsReader(sources, values, report).read(groups, regions, services);
        var inForce = new InForce(values, groups, regions, services);
        return new Loaded(
                report.isClean() ? Optional.of(settings) : Optional.empty(),
                report.problems(),
                report.warnings(),
                inForce.effective(),
                inForce.placeholders(),
                values.others(),
                List.copyOf(values.files()),
                settings.routes(),
                settings.http(),
                settings.data(),
                RouteUse.of(values, settings, groups, services),
                file.text());
    }

    private List<String> groups() {
        var groups = new LinkedHashSet<>(values.find(Keys.GROUPS).orElseGet(this::wellNamed));
        presets.forEach(preset -> preset.group().ifPresent(groups::add));
        return List.copyOf(groups);
    }

    /** The other names of a list that holds a wrong one, whose keys are looked at all the same. */
    private List<String> wellNamed() {
        return values.text(Keys.GROUPS.pattern())
                .map(text -> Names.fitting(text, Names.GROUP))
                .orElse(List.of());
    }

    /** Presets add services too, and their variables win over the preset; so this is done before and after them. */
    private List<String> offerServices() {
        List<String> services = List.copyOf(ServiceNames.of(layers, sources.environment()));
        for (String service : services) {
            rows(List.of("service")).forEach(row -> variables.offer(row, service));
            variables.offerFree(ServiceKeys.HEADER, service);
            String place = ServiceKeys.UPSTREAMS.at(service);
            variables.claim(place, "service " + service, values.shown(ServiceKeys.UPSTREAMS, service));
            for (String name : values.names(ServiceKeys.HEADER.start(service))) {
                String owner = "header " + name + " of service " + service;
                variables.claim(
                        ServiceKeys.HEADER.at(service, name), owner, values.shown(ServiceKeys.HEADER, service, name));
            }
        }
        return services;
    }

    /** Whether a wrong {@code detour.groups}, or a service by a wrong name, is what is told about. */
    private boolean isAboutGroups() {
        return values.isGiven(Keys.GROUPS)
                || layers.values().stream().anyMatch(value -> value.key().startsWith(ServiceKeys.START));
    }

    /** Who gives a key wants to be told; who says whom to tell is obeyed. */
    private void tellDatadog(String group) {
        if (values.isGiven(Keys.DATADOG_KEY) && !values.isGiven(Keys.NOTIFY, group)) {
            var origin = Origin.preset(
                    "Datadog", values.origin(Keys.DATADOG_KEY.pattern()).name());
            layers.put(new Value(Keys.NOTIFY.at(group), "datadog", origin));
        }
    }

    /** Reads a group's regions and steps, and with them the variables that hold their names. */
    private void readNames(String group) {
        values.find(Keys.REGIONS, group).ifPresent(targets -> regions.put(group, targets));
        if (!values.isGiven(Keys.REGIONS, group)) {
            report.missing(
                    values.origin(Keys.GROUPS.pattern()),
                    Keys.REGIONS.at(group),
                    "missing",
                    "write for example " + Keys.REGIONS.at(group)
                            + "=NAM=cloud.nam.example.com,EU=cloud.eu.example.com");
        }
        regions.getOrDefault(group, new LinkedHashMap<>()).keySet().forEach(region -> {
            rows(List.of("group", "NAME")).forEach(row -> variables.offer(row, group, region));
            String owner = "region " + region + " of group " + group;
            variables.claim(Keys.ROLE.at(group, region), owner, values.shown(Keys.REGIONS, group));
        });
        values.get(Keys.STEPS, group).forEach(step -> {
            rows(List.of("group", "name")).forEach(row -> variables.offer(row, group, step));
            String owner = "step " + step + " of group " + group;
            variables.claim(Keys.STEP_TIMEOUT.at(group, step), owner, values.shown(Keys.STEPS, group));
        });
        variables.offerFree(Keys.VARIABLE, group);
        variables.offerFree(Keys.HEADER, group);
        for (String name : values.names(Keys.VARIABLE.start(group))) {
            String owner = "variable " + name + " of group " + group;
            variables.claim(Keys.VARIABLE.at(group, name), owner, values.shown(Keys.VARIABLE, group, name));
        }
        for (String name : values.names(Keys.HEADER.start(group))) {
            String owner = "header " + name + " of group " + group;
            variables.claim(Keys.HEADER.at(group, name), owner, values.shown(Keys.HEADER, group, name));
        }
    }

    private static List<Key<?>> rows(List<String> free) {
        return Keys.rows().stream().filter(row -> row.free().equals(free)).toList();
    }
}
