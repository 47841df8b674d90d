package dev.detour.config;

import dev.detour.decision.GroupRules.Scope;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads how a group's regions are probed. */
final class ProbeReader {
    private final Values values;
    private final Report report;
    private final String group;
    private final Map<String, String> regions;

    /** @param regions targets by name */
    ProbeReader(Values values, Report report, String group, Map<String, String> regions) {
        this.values = values;
        this.report = report;
        this.group = group;
        this.regions = regions;
    }

    Settings.Probe read() {
        Map<String, URI> urls = urls(Keys.PROBE_URL, true);
        Map<String, URI> candidates = candidates();
        String method = values.get(Keys.METHOD, group);
        Optional<String> body = values.find(Keys.BODY, group);
        if (body.isPresent() && !method.equals("POST")) {
            problem(Keys.BODY, "a body is sent with POST only", "set " + Keys.METHOD.at(group) + "=POST, or remove it");
        }
        if (method.equals("HEAD") && values.isGiven(Keys.EXPECT_BODY, group)) {
            problem(Keys.EXPECT_BODY, "an answer to HEAD has no body", "set " + Keys.METHOD.at(group) + "=GET");
        }
        return new Settings.Probe(
                urls,
                candidates,
                method,
                body,
                headers(),
                values.get(Keys.INTERVAL, group),
                values.get(Keys.JITTER, group),
                values.get(Keys.TIMEOUT, group),
                values.get(Keys.ACCEPT_STATUS, group),
                values.find(Keys.EXPECT_BODY, group),
                values.find(Keys.MAX_LATENCY, group),
                values.get(Keys.MAX_BODY, group),
                values.get(Keys.REFUSED_IS_UNKNOWN, group),
                values.get(Keys.FOLLOW_REDIRECTS, group),
                values.find(Keys.PROXY, group),
                tls(urls, candidates));
    }

    private Map<String, URI> candidates() {
        boolean active = values.get(Keys.SCOPE, group) == Scope.ACTIVE;
        boolean given = values.isGiven(Keys.CANDIDATE_URL, group);
        if (active && !given) {
            report.warning(
                    values.shown(Keys.SCOPE, group),
                    "without " + Keys.CANDIDATE_URL.at(group)
                            + " the other regions are unprobed, and none is switched to",
                    "write for example " + Keys.CANDIDATE_URL.at(group) + "=tcp://{target}:443");
        }
        if (given && !active) {
            report.warning(
                    values.shown(Keys.CANDIDATE_URL, group),
                    "without effect in scope all",
                    "set " + Keys.SCOPE.at(group) + "=active, or remove it");
        }
        return active && given ? urls(Keys.CANDIDATE_URL, false) : Map.of();
    }

    /** @param own whether a region's own {@code probe-url} goes first */
    private Map<String, URI> urls(Key<String> template, boolean own) {
        var urls = new LinkedHashMap<String, URI>();
        var told = new LinkedHashMap<String, Wrong>();
        regions.forEach((region, target) -> {
            boolean hasOwn = own && values.isGiven(Keys.REGION_URL, group, region);
            Value source = hasOwn ? values.shown(Keys.REGION_URL, group, region) : values.shown(template, group);
            Optional<String> text = values.text(source.key());
            try {
                if (text.isPresent()) {
                    urls.put(region, url(text.get(), region, target));
                }
            } catch (Wrong e) {
                // One word per template: its other regions fail alike.
                if (told.putIfAbsent(source.key(), e) == null) {
                    report.problem(source, "for " + region + ": " + e.what(), form(source, target, e));
                }
            }
        });
        return urls;
    }

    private static URI url(String template, String region, String target) throws Wrong {
        String url = template.strip().replace("{region}", region).replace("{target}", target);
        if (url.indexOf('{') >= 0) {
            throw new Wrong("an unknown placeholder", "known are {region} and {target}");
        }
        return Urls.probe(url);
    }

    private String form(Value source, String target, Wrong wrong) {
        return source.origin().kind() == Origin.Kind.BUILT_IN && target.contains("://")
                ? "where targets are URLs set " + Keys.PROBE_URL.at(group) + "={target}"
                : wrong.form();
    }

    private Map<String, String> headers() {
        String start = Keys.HEADER.start(group);
        var headers = new LinkedHashMap<String, String>();
        for (String name : values.names(start)) {
            Value value = values.shown(Keys.HEADER, group, name);
            if (!Names.HEADER.fits(name)) {
                report.problem(value, "not a header name", "write letters, digits and -");
            } else if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
                report.problem(value, "a header that follows from the body", "remove it");
            } else {
                values.find(Keys.HEADER, group, name).ifPresent(text -> headers.put(name, text));
            }
        }
        return headers;
    }

    private Settings.Tls tls(Map<String, URI> urls, Map<String, URI> candidates) {
        boolean verify = values.get(Keys.TLS_VERIFY, group);
        if (!verify && !values.get(Keys.TLS_ANYWHERE, group)) {
            insecure(urls)
                    .or(() -> insecure(candidates))
                    .ifPresent(region -> problem(
                            Keys.TLS_VERIFY,
                            "off is for loopback addresses only, and " + region + " is not one",
                            "set it to true, or " + Keys.TLS_ANYWHERE.at(group) + "=true"));
        }
        var files = TlsFiles.read(values, report, Keys.TLS_CERT, Keys.TLS_KEY, group);
        return new Settings.Tls(
                verify, TlsFiles.certificates(values, report, Keys.TLS_CA, group), files.cert(), files.key());
    }

    private static Optional<String> insecure(Map<String, URI> urls) {
        return urls.entrySet().stream()
                .filter(e -> Urls.isSecure(e.getValue()) && !Urls.isLoopback(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void problem(Key<?> key, String what, String form) {
        report.problem(values.shown(key, group), what, form);
    }
}
