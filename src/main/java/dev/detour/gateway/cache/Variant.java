package dev.detour.gateway.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which requests for one URL may share an answer. Header fields that are known not to choose the answer unless
 * {@code Vary} says so are free; all others must be alike. So a field that only the upstream knows, such as
 * {@code X-Api-Key} or {@code X-Forwarded-Host}, never brings one client's answer to another.
 *
 * @param own the request's fields that must be alike, in canonical form
 * @param vary the names of {@code Vary}, in lower case
 * @param varied their values in the request that was answered
 */
record Variant(String own, List<String> vary, List<String> varied) {
    private static final Set<String> FREE = Set.of(
            // What is asked for, said again by Vary where it counts.
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "user-agent",
            // The cache's own business, judged apart.
            "cache-control",
            "pragma",
            "if-none-match",
            "if-modified-since",
            // The connection's and the gateway's.
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "via",
            "content-length",
            "max-forwards",
            "idempotency-key",
            // What browsers tell of themselves.
            "referer",
            "dnt",
            "priority",
            "save-data",
            "early-data",
            "upgrade-insecure-requests",
            // Names of one request, for logs and traces.
            "traceparent",
            "tracestate",
            "baggage",
            "b3",
            "sentry-trace",
            "uber-trace-id",
            "x-request-id",
            "x-correlation-id",
            "x-amzn-trace-id",
            "x-cloud-trace-context");
    private static final List<String> FREE_STARTS = List.of("sec-fetch-", "sec-ch-", "x-b3-", "x-datadog-");

    static Variant of(Question question, List<String> vary) {
        return new Variant(own(question.fields()), vary, values(question.fields(), vary));
    }

    /** @param own this request's {@link #own}, worked out once */
    boolean fits(String own, Fields request) {
        return this.own.equals(own) && varied.equals(values(request, vary));
    }

    boolean isAlike(Variant other) {
        return own.equals(other.own) && vary.equals(other.vary) && varied.equals(other.varied);
    }

    static String own(Fields request) {
        var lines = new ArrayList<String>();
        request.each((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!FREE.contains(lower) && FREE_STARTS.stream().noneMatch(lower::startsWith)) {
                lines.add(lower + ":" + value.strip());
            }
        });
        if (lines.isEmpty()) {
            return "";
        }
        Collections.sort(lines);
        return String.join("\n", lines);
    }

    private static List<String> values(Fields request, List<String> names) {
        return names.isEmpty()
                ? List.of()
                : names.stream().map(name -> request.joined(name).strip()).toList();
    }

    /** The names of an answer's {@code Vary}; a packed answer varies by what may be packed, said or not. */
    static List<String> names(Fields answer) {
        var names = new ArrayList<String>();
        for (String name : answer.joined("Vary").split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        if (answer.has("Content-Encoding")) {
            names.add("accept-encoding");
        }
        return names.stream().distinct().sorted().toList();
    }
}
