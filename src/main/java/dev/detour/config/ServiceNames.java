package dev.detour.config;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which services there are: those that a key or a variable speaks of. There is no list of them. */
final class ServiceNames {
    private static final Pattern VARIABLE = Pattern.compile("DETOUR_GATEWAY_([A-Z0-9_]{1,32})_(UPSTREAMS|FOLLOW)");

    private ServiceNames() {}

    static Set<String> of(Layers layers, Map<String, String> environment) {
        var names = new LinkedHashSet<String>();
        for (Value value : layers.values()) {
            String key = value.key();
            int dot = key.startsWith(ServiceKeys.START) ? key.indexOf('.', ServiceKeys.START.length()) : -1;
            if (dot > 0) {
                String name = key.substring(ServiceKeys.START.length(), dot);
                // Any other is told about with its key.
                if (Names.GROUP.fits(name) && KeyFinder.find(key).isPresent()) {
                    names.add(name);
                }
            }
        }
        environment.keySet().stream().sorted().forEach(variable -> {
            Matcher matcher = VARIABLE.matcher(variable);
            if (matcher.matches()
                    && names.stream().noneMatch(name -> Variables.of(name).equals(matcher.group(1)))) {
                names.add(matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        });
        return names;
    }
}
