package dev.detour.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment as a layer: {@code detour.group.ext-cloud.outage} is {@code DETOUR_GROUP_EXT_CLOUD_OUTAGE}. A variable
 * cannot be turned back into a key by itself, so keys are offered as they become known: groups, then regions and steps.
 */
final class Variables {
    /** As Kubernetes names its service links; a service may be called detour. Unknown ones are no slips of the user's. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "DETOUR_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    /** Read by the command line and the launcher, not by us. */
    private static final Set<String> OTHERS =
            Set.of("DETOUR_URL", "DETOUR_JAVA_OPTS", "DETOUR_NO_ARCHIVE", "DETOUR_LOG_LEVEL");

    /** Datadog's own names, which its agent and libraries read too. */
    private static final Map<String, Key<?>> DATADOG = Map.of(
            "DD_API_KEY", Keys.DATADOG_KEY,
            "DD_SITE", Keys.DATADOG_SITE,
            "DD_DOGSTATSD_URL", Keys.DATADOG_AGENT,
            "DD_PROXY_HTTPS", Keys.DATADOG_PROXY,
            "DD_TAGS", Keys.DATADOG_TAGS);

    private final Map<String, String> variables = new TreeMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Layers layers;
    private final Report report;

    Variables(Map<String, String> environment, Layers layers, Report report) {
        this.layers = layers;
        this.report = report;
        environment.forEach((name, value) -> {
            // DETOUR_HTTP_PORT is ours, and the link of a service called detour-http.
            boolean link = name.endsWith("_PORT") && value.startsWith("tcp://");
            if (name.startsWith("DETOUR_") && !link) {
                variables.put(name, value);
            }
        });
        String port = EnvText.meant(environment.getOrDefault("PORT", ""));
        if (!port.isEmpty() && !port.startsWith("tcp://") && !variables.containsKey("DETOUR_HTTP_PORT")) {
            layers.put(new Value(Keys.HTTP_PORT.pattern(), port, Origin.environment("PORT")));
        }
        datadog(environment);
    }

    /** Our own name goes before theirs, and the agent's whole address before its host alone. */
    private void datadog(Map<String, String> environment) {
        var names = new TreeMap<String, Key<?>>(DATADOG);
        if (environment.getOrDefault("DD_DOGSTATSD_URL", "").isBlank()) {
            names.put("DD_AGENT_HOST", Keys.DATADOG_AGENT);
        }
        names.forEach((name, key) -> {
            String value = EnvText.meant(environment.getOrDefault(name, ""));
            if (!value.isEmpty()
                    && !variables.containsKey(of(key.pattern()))
                    && !variables.containsKey(of(key.pattern()) + "_FILE")) {
                layers.put(new Value(key.pattern(), value, Origin.environment(name)));
            }
        });
    }

    static String of(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Takes a key's variable, if it is set, and its {@code _FILE} variant. */
    void offer(Key<?> row, String... names) {
        String key = row.at(names);
        take(key, of(key));
        if (row.secret()) {
            take(key + "-file", of(key) + "_FILE");
        }
    }

    /**
     * Takes every variable that begins as the key does and goes on with a name of the user's own.
     *
     * @param row its last part is free
     */
    void offerFree(Key<?> row, String owner) {
        String start = row.start(owner);
        for (String variable : List.copyOf(variables.keySet())) {
            String prefix = of(start);
            if (variable.startsWith(prefix) && variable.length() > prefix.length() && !used.contains(variable)) {
                take(start + name(row, start, variable.substring(prefix.length())), variable);
            }
        }
    }

    /** The name as spelled in another layer; else a header's with hyphens, any other as it stands. */
    private String name(Key<?> row, String start, String rest) {
        for (Value value : layers.all()) {
            if (value.key().startsWith(start)
                    && of(value.key().substring(start.length())).equals(of(rest))) {
                return value.key().substring(start.length());
            }
        }
        if (row != Keys.HEADER && row != ServiceKeys.HEADER) {
            return rest;
        }
        return rest.endsWith("_FILE")
                ? rest.substring(0, rest.length() - "_FILE".length()).replace('_', '-') + "-file"
                : rest.replace('_', '-');
    }

    private void take(String key, String variable) {
        String value = variables.get(variable);
        if (value != null && used.add(variable)) {
            Optional<Value> earlier = layers.put(new Value(key, value, Origin.environment(variable)));
            earlier.ifPresent(first -> report.unnamed(
                    new Value(key, value, Origin.environment(variable)),
                    "given twice, also by " + first.origin().name(),
                    "keep one"));
        }
    }

    /** Tells of two names that one variable would stand for. */
    void claim(String key, String owner, Value place) {
        String other = owners.putIfAbsent(of(key), owner);
        if (other != null && !other.equals(owner)) {
            String what = other + " and " + owner + " collide: both have the variable " + of(key);
            report.problem(place, what, "rename one");
        }
    }

    /** What nobody took. */
    void finish(List<String> groups, List<String> services) {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            if (used.contains(name)
                    || OTHERS.contains(name)
                    || SERVICE_LINK.matcher(name).matches()) {
                continue;
            }
            Origin origin = Origin.environment(name);
            String hint = Nearest.of(name, known(groups, services))
                    .map(n -> "did you mean " + n + "?")
                    .orElse("");
            report.warning(origin, name, "unknown variable, ignored", hint);
        }
    }

    private static List<String> known(List<String> groups, List<String> services) {
        var known = new ArrayList<String>();
        for (Key<?> row : Keys.rows()) {
            if (row.free().isEmpty()) {
                known.add(of(row.pattern()));
            } else if (row.free().equals(List.of("group"))) {
                groups.forEach(g -> known.add(of(row.at(g))));
            } else if (row.free().equals(List.of("service"))) {
                services.forEach(s -> known.add(of(row.at(s))));
            }
        }
        return known;
    }
}
