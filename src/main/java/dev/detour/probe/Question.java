package dev.detour.probe;

import dev.detour.config.Settings;
import dev.detour.decision.Via;
import java.net.URI;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one probe asks.
 *
 * @param uri {@code http}, {@code https}, {@code tcp}, {@code tls}, {@code dns}, or {@code down:reason} for what is DOWN
 *     without being asked
 * @param rules how to ask, and what counts as a good answer
 * @param trust the group's TLS context; untouched by plain probes
 */
record Question(String group, String region, Via via, URI uri, Settings.Probe rules, TlsTrust trust) {
    /** What is asked of a region, by the URL it goes to; empty when it is not probed. */
    static Map<Via, Question> of(Settings.Group group, String region, TlsTrust trust) {
        var questions = new EnumMap<Via, Question>(Via.class);
        put(questions, group, region, Via.PROBE_URL, group.probe().urls().get(region), trust);
        put(
                questions,
                group,
                region,
                Via.CANDIDATE_URL,
                group.probe().candidateUrls().get(region),
                trust);
        return questions;
    }

    private static void put(
            Map<Via, Question> into, Settings.Group group, String region, Via via, URI uri, TlsTrust trust) {
        if (uri != null) {
            into.put(via, new Question(group.name(), region, via, uri, group.probe(), trust));
        }
    }

    /** In lower case. */
    String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    boolean http() {
        return scheme().startsWith("http");
    }

    static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Without the brackets of an IPv6 literal. */
    static String host(URI uri) {
        var host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
