package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.config.Settings;
import java.util.Optional;

/** Which group a verb is about. */
final class Choice {
    private Choice() {}

    /** @throws Failure when there is no such group, or more than one and none was named */
    static Settings.Group group(Settings settings, Optional<String> wanted) {
        var names = settings.groups().stream().map(Settings.Group::name).toList();
        if (wanted.isEmpty() && names.size() > 1) {
            throw new Failure(Exit.USAGE, "which group? -g " + String.join(" or -g ", names));
        }
        var name = wanted.orElse(names.get(0));
        return settings.group(name)
                .orElseThrow(
                        () -> new Failure(Exit.USAGE, "no group " + name + "; known are " + String.join(", ", names)));
    }
}
