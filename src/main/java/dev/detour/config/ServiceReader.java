package dev.detour.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one service of the gateway. */
final class ServiceReader {
    /** They belong to the connection, or say whose answer it is; the gateway writes them itself. */
    private static final Set<String> NOT_YOURS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "keep-alive",
            "proxy-connection",
            "expect");

    private final Values values;
    private final Report report;
    private final String name;
    private final Map<String, Settings.Group> groups = new LinkedHashMap<>();

    /** @param groups all that were read */
    ServiceReader(Values values, Report report, String name, List<Settings.Group> groups) {
        this.values = values;
        this.report = report;
        this.name = name;
        groups.forEach(group -> this.groups.put(group.name(), group));
    }

    /** @param loopback whether only this machine can reach the gateway */
    Service read(boolean loopback) {
        checkWhereTo();
        var hedge = values.find(ServiceKeys.HEDGE, name);
        checkToken(loopback);
        return new Service(
                name,
                values.find(ServiceKeys.UPSTREAMS, name).orElse(List.of()),
                follow(),
                new Service.Retry(
                        values.get(ServiceKeys.ATTEMPTS, name),
                        values.get(ServiceKeys.BASE_DELAY, name),
                        values.get(ServiceKeys.JITTER, name)),
                values.get(ServiceKeys.TIMEOUT, name),
                values.get(ServiceKeys.ATTEMPT_TIMEOUT, name),
                values.get(ServiceKeys.IDLE_TIMEOUT, name),
                new Service.Breaker(
                        values.get(ServiceKeys.FAILURE_THRESHOLD, name), values.get(ServiceKeys.RECOVERY_TIME, name)),
                values.find(ServiceKeys.RATE, name),
                values.get(ServiceKeys.POOL, name),
                new Service.Cache(
                        values.get(ServiceKeys.CACHE_TTL, name),
                        values.get(ServiceKeys.CACHE_SIZE, name),
                        values.get(ServiceKeys.CACHE_MAX_ENTRY, name)),
                values.get(ServiceKeys.RETRY_BUDGET, name),
                values.find(ServiceKeys.API_KEY, name),
                headers(),
                values.find(ServiceKeys.TOKEN, name),
                hedge,
                values.find(ServiceKeys.VIA, name));
    }

    private void checkWhereTo() {
        boolean list = values.isGiven(ServiceKeys.UPSTREAMS, name);
        boolean follow = values.isGiven(ServiceKeys.FOLLOW, name);
        boolean url = values.isGiven(ServiceKeys.URL, name);
        if (list && (follow || url)) {
            report.problem(
                    values.shown(follow ? ServiceKeys.FOLLOW : ServiceKeys.URL, name),
                    "given beside " + ServiceKeys.UPSTREAMS.at(name),
                    "keep one");
        } else if (follow && !url) {
            needs(ServiceKeys.FOLLOW, ServiceKeys.URL, "https://{target}");
        } else if (url && !follow) {
            needs(
                    ServiceKeys.URL,
                    ServiceKeys.FOLLOW,
                    groups.isEmpty() ? "app" : groups.keySet().iterator().next());
        } else if (!list && !follow) {
            // A preset says itself what of its own is missing.
            values.firstOf(name)
                    .filter(first -> first.origin().kind() != Origin.Kind.PRESET)
                    .ifPresent(this::nowhere);
        }
    }

    private void nowhere(Value first) {
        String upstreams = ServiceKeys.UPSTREAMS.at(name);
        report.warning(
                first.origin(),
                upstreams,
                "missing, so every call of service " + name + " is answered 404 \"No services registered.\"",
                "write for example " + upstreams + "=https://one.example.com");
    }

    private void needs(Key<?> given, Key<?> missing, String example) {
        report.problem(
                values.shown(given, name),
                "needs " + missing.at(name),
                "write for example " + missing.at(name) + "=" + example);
    }

    private Optional<Service.Follow> follow() {
        Optional<String> group = values.find(ServiceKeys.FOLLOW, name);
        Optional<String> template = values.find(ServiceKeys.URL, name);
        if (group.isPresent() && !groups.containsKey(group.get())) {
            report.problem(
                    values.shown(ServiceKeys.FOLLOW, name),
                    "there is no group " + group.get(),
                    groups.isEmpty()
                            ? "name it in detour.groups"
                            : "known are " + String.join(", ", groups.keySet())
                                    + Nearest.hint(group.get(), groups.keySet()).replace("; ", ", "));
        }
        return group.map(groups::get)
                .flatMap(followed -> template.map(url -> new Service.Follow(followed.name(), urls(followed, url))));
    }

    private Map<String, URI> urls(Settings.Group group, String template) {
        var urls = new LinkedHashMap<String, URI>();
        for (var region : group.rules().regions()) {
            if (region.role() == dev.detour.decision.Region.Role.NEVER) {
                continue;
            }
            try {
                String url = template.replace("{region}", region.name()).replace("{target}", region.target());
                urls.put(region.name(), ServiceTypes.base(url));
            } catch (Wrong e) {
                report.problem(
                        values.shown(ServiceKeys.URL, name), "for region " + region.name() + ": " + e.what(), e.form());
            }
        }
        return urls;
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        for (String header : values.names(ServiceKeys.HEADER.start(name))) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            Value given = values.shown(ServiceKeys.HEADER, name, header);
            if (!Names.HEADER.fits(header)) {
                report.problem(given, "no header name", "write " + Names.HEADER.words());
            } else if (NOT_YOURS.contains(lower) || lower.startsWith("camel")) {
                report.problem(given, "this header is not yours to set", "remove it");
            } else if (lower.equals("authorization") && values.isGiven(ServiceKeys.API_KEY, name)) {
                report.problem(given, "given beside " + ServiceKeys.API_KEY.at(name), "keep one");
            } else {
                values.find(ServiceKeys.HEADER, name, header).ifPresent(value -> headers.put(header, value));
            }
        }
        return headers;
    }

    private void checkToken(boolean loopback) {
        if (!loopback && values.isGiven(ServiceKeys.API_KEY, name) && !values.isGiven(ServiceKeys.TOKEN, name)) {
            report.problem(
                    values.shown(ServiceKeys.API_KEY, name),
                    "on the address " + values.get(Keys.HTTP_HOST) + " it needs " + ServiceKeys.TOKEN.at(name)
                            + ", or anyone could use it",
                    "give a token, or listen on 127.0.0.1");
        }
    }
}
