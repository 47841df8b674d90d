package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.config.Settings;
import java.util.List;
import java.util.Optional;

/** Which group and region a verb is about. */
final class Choice {
    private Choice() {}

    /** @throws Failure when there is no such group, or more than one and none was named */
    static Settings.Group group(Settings settings, Optional<String> wanted) {
        var names = settings.groups().stream().map(Settings.Group::name).toList();
        return settings.group(name(names, wanted)).orElseThrow();
    }

    /** @throws Failure likewise, and when there is no group at all */
    static String name(List<String> names, Optional<String> wanted) {
        if (names.isEmpty()) {
            throw new Failure(Exit.CONFIGURATION, "there is no group; see detour check");
        }
        if (wanted.isEmpty() && names.size() > 1) {
            throw new Failure(Exit.USAGE, "which group? -g " + String.join(" or -g ", names));
        }
        var name = wanted.orElse(names.get(0));
        if (!names.contains(name)) {
            throw new Failure(Exit.USAGE, "no group " + name + "; known are " + String.join(", ", names));
        }
        return name;
    }

    /** @throws Failure when the region that was named is none of these */
    static void requireRegion(List<String> names, Optional<String> wanted) {
        wanted.filter(region -> !names.contains(region)).ifPresent(region -> {
            throw new Failure(Exit.USAGE, "no region " + region + "; known are " + String.join(", ", names));
        });
    }
}
