package dev.detour.reload;

import dev.detour.config.Alike;
import dev.detour.config.Effective;
import dev.detour.config.Loaded;
import dev.detour.config.Origin;
import dev.detour.config.Settings;
import dev.detour.control.GroupEdit;
import dev.detour.decision.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What differs between two configurations, as far as someone has to do something about it. */
final class Edits {
    /** Where a region is asked, and the rhythm in which all are; each is looked at by itself. */
    private static final Set<String> APART = Set.of("urls", "candidateUrls", "interval", "jitterPercent");

    private static final Set<String> AT_NEXT_START =
            Set.of("detour.data", "detour.routes", "detour.service", "detour.heartbeat.url");
    private static final int MOST_NAMED = 5;

    private final Loaded before;
    private final Loaded after;
    private final Predicate<List<Path>> touched;

    /** @param touched whether the content of one of these files changed */
    Edits(Loaded before, Loaded after, Predicate<List<Path>> touched) {
        this.before = before;
        this.after = after;
        this.touched = touched;
    }

    /** By the name of each group that was there before, is there now, and is not as it was. */
    Map<String, GroupEdit> groups() {
        var edits = new LinkedHashMap<String, GroupEdit>();
        for (var group : settings(after).groups()) {
            settings(before)
                    .group(group.name())
                    .filter(old -> !Alike.alike(old, group, Set.of()))
                    .ifPresent(old -> edits.put(
                            group.name(),
                            new GroupEdit(
                                    asked(old, group),
                                    canary(old, group),
                                    "edited: " + words("detour.group." + group.name() + "."))));
        }
        return edits;
    }

    /** The regions of both that are asked another question now. */
    private static Set<String> asked(Settings.Group old, Settings.Group group) {
        boolean all = !Alike.alike(old.probe(), group.probe(), APART);
        return names(group).stream()
                .filter(region -> old.rules().region(region).isPresent())
                .filter(region -> all || !where(old, region).equals(where(group, region)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<Optional<Object>> where(Settings.Group group, String region) {
        return List.of(
                Optional.ofNullable(group.probe().urls().get(region)),
                Optional.ofNullable(group.probe().candidateUrls().get(region)));
    }

    private static boolean canary(Settings.Group old, Settings.Group group) {
        return !old.canary().equals(group.canary())
                || !old.probe().timeout().equals(group.probe().timeout())
                || !old.probe().proxy().equals(group.probe().proxy());
    }

    /** The regions whose routes must be made anew, be it only for another rhythm. */
    Set<String> remade(Settings.Group group, Set<String> changed) {
        var old = settings(before).group(group.name());
        boolean all = old.isEmpty() || rhythm(old.get(), group) || touched.test(tlsFiles(group));
        return names(group).stream()
                .filter(region -> all
                        || changed.contains(region)
                        || old.get().rules().region(region).isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether the canaries' route must be made anew, or that of the throughput. */
    boolean sharedRemade(Settings.Group group) {
        var old = settings(before).group(group.name());
        return old.isEmpty()
                || rhythm(old.get(), group)
                || canary(old.get(), group)
                || !old.get().throughput().equals(group.throughput())
                || !Alike.alike(old.get().probe().tls(), group.probe().tls(), Set.of());
    }

    private static boolean rhythm(Settings.Group old, Settings.Group group) {
        return !old.probe().interval().equals(group.probe().interval())
                || old.probe().jitterPercent() != group.probe().jitterPercent();
    }

    private static List<Path> tlsFiles(Settings.Group group) {
        var tls = group.probe().tls();
        return Stream.of(tls.ca(), tls.cert(), tls.key())
                .flatMap(Optional::stream)
                .toList();
    }

    /** The regions that are no more, of a group that is. */
    Set<String> removed(Settings.Group group) {
        return settings(before)
                .group(group.name())
                .map(old -> names(old).stream()
                        .filter(region -> group.rules().region(region).isEmpty())
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    List<Settings.Group> removedGroups() {
        return settings(before).groups().stream()
                .filter(group -> settings(after).group(group.name()).isEmpty())
                .toList();
    }

    /** Keys whose change counts from the next start on. */
    List<String> atNextStart() {
        var later = new ArrayList<String>();
        var old = settings(before);
        var now = settings(after);
        later.addAll(changed(key -> key.startsWith("detour.http.")));
        if (later.isEmpty() && !old.http().equals(now.http())) {
            later.add("detour.http.*");
        }
        later.addAll(changed(
                key -> AT_NEXT_START.contains(key) || key.startsWith("camel.") || key.startsWith("detour.datadog.")));
        return later;
    }

    /** {@code outage=2m, steps=…}: what changed of the keys that begin so, secrets masked. */
    String words(String start) {
        var given = given(after);
        var known = given(before);
        var keys = changed(key -> key.startsWith(start) && (given.containsKey(key) || known.containsKey(key)));
        var words = keys.stream()
                .limit(MOST_NAMED)
                .map(key ->
                        key.substring(start.length()) + (given.containsKey(key) ? "=" + given.get(key) : " taken out"))
                .collect(Collectors.joining(", "));
        var more = keys.size() - MOST_NAMED;
        return (keys.isEmpty() ? "the content of a file that it names" : words)
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** What stands in the file, the environment or on the command line; secrets masked. */
    private static Map<String, String> given(Loaded loaded) {
        return loaded.effective().stream()
                .filter(value -> value.origin().kind() != Origin.Kind.BUILT_IN)
                .collect(Collectors.toMap(Effective::key, Effective::value, (a, b) -> b));
    }

    List<String> changed(Predicate<String> wanted) {
        return Stream.concat(keys(before), keys(after))
                .distinct()
                .filter(wanted)
                .filter(key -> !Objects.equals(
                        before.placeholders().getProperty(key),
                        after.placeholders().getProperty(key)))
                .sorted()
                .toList();
    }

    private static Stream<String> keys(Loaded loaded) {
        return Stream.concat(loaded.effective().stream().map(Effective::key), loaded.others().keySet().stream());
    }

    private static Settings settings(Loaded loaded) {
        return loaded.settings().orElseThrow();
    }

    private static Set<String> names(Settings.Group group) {
        return group.rules().regions().stream().map(Region::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
