package dev.detour.config;

import dev.detour.decision.Region;
import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Any list of regions is read, and reads the same when written again, or is refused with the right form. Any template of a
 * probe's address gives each region its own, or is refused. A line each: list, template.
 */
public final class RegionListFuzz {
    private static final Folder FOLDER = new Folder();

    private RegionListFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var parts = Input.parts(input, 2);
        list(parts.get(0));
        Loaded loaded = Configuration.load(
                Sources.of(FOLDER.path(), Map.of())
                        .withOverrides(Map.of(
                                "detour.groups", "g",
                                "detour.group.g.regions", parts.get(0),
                                "detour.group.g.probe.url", parts.get(1))),
                "");
        ConfigurationFuzz.check(loaded);
        loaded.settings().ifPresent(settings -> urls(settings.groups().get(0), parts.get(1)));
    }

    private static void list(String text) {
        try {
            Map<String, String> regions = Names.regions(text);
            Input.require(!regions.isEmpty(), "an empty list");
            regions.forEach((name, target) -> {
                Input.require(Names.REGION.fits(name), "a name: " + name);
                Input.require(!target.isEmpty() && target.indexOf(',') < 0, "a target: " + target);
                Input.require(target.codePoints().noneMatch(Text::isUnprintable), "a control sign: " + target);
            });
            String again = regions.entrySet().stream()
                    .map(region -> region.getKey() + "=" + region.getValue())
                    .collect(Collectors.joining(","));
            Input.require(Names.regions(again).equals(regions), "not read back: " + again);
        } catch (Wrong e) {
            Input.require(e.form().startsWith("write "), "no form: " + e.form());
        }
    }

    private static void urls(Settings.Group group, String template) {
        for (Region region : group.rules().regions()) {
            URI url = group.probe().urls().get(region.name());
            Input.require(url != null, region.name() + " has no address");
            if (!template.contains("{{") && !url.getScheme().equals("down")) {
                String filled = template.strip()
                        .replace("{target}", region.target())
                        .replace("{region}", region.name())
                        .replace("{group}", "g");
                Input.require(url.toString().equals(filled), url + " instead of " + filled);
            }
        }
    }
}
