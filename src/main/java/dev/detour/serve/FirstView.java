package dev.detour.serve;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code /} shows before any JavaScript runs, or when none does: each group's verdict and a table of its regions.
 * Written from the JSON of {@code /api/v1/status}; every text in it is escaped.
 */
final class FirstView {
    private final StringBuilder html = new StringBuilder(2048);
    private boolean headed;

    private FirstView() {}

    /** For those who may not see anything yet. */
    static String stranger() {
        return """
                <section id="first" data-token="wanted">
                <h1>This Detour asks for its token</h1>
                <p>It is <code>detour.http.token</code> of its configuration, or stands in <code>data/token</code>.</p>
                <p class="quiet">Without JavaScript: <code>curl -H "Authorization: Bearer TOKEN"</code> and this address.</p>
                </section>""";
    }

    static String of(JsonNode status, boolean demo) {
        var view = new FirstView();
        view.html
                .append("<section id=\"first\"")
                .append(demo ? " data-demo=\"yes\"" : "")
                .append(">\n");
        for (var problem : status.path("problems")) {
            view.element("p", "warn", problem.asText());
        }
        for (var group : status.path("groups")) {
            view.group(group);
        }
        if (status.path("groups").isEmpty() && status.path("gateway").isEmpty()) {
            view.element("p", "quiet", "There is no group.");
        }
        for (var service : status.path("gateway")) {
            view.service(service);
        }
        view.element("p", "quiet", "As of " + status.path("now").asText() + ". Load the page again for news.");
        return view.html.append("</section>").toString();
    }

    private void service(JsonNode service) {
        element(
                headed ? "h2" : "h1",
                null,
                "Gateway: " + service.path("service").asText());
        headed = true;
        for (var upstream : service.path("upstreams")) {
            element(
                    "p",
                    null,
                    upstream.path("url").asText() + ": "
                            + upstream.path("health").asText() + ", breaker "
                            + upstream.path("breaker").asText());
        }
    }

    private void group(JsonNode group) {
        element(headed ? "h2" : "h1", null, group.path("verdict").asText());
        headed = true;
        element(
                "p",
                "quiet",
                "Group " + group.path("name").asText() + ", "
                        + group.path("state").asText() + ", mode "
                        + group.path("mode").asText() + ", epoch "
                        + group.path("epoch").asText());
        for (var gate : group.path("gates")) {
            element(
                    "p",
                    null,
                    "Holds: " + gate.path("gate").asText() + ". "
                            + gate.path("text").asText());
        }
        html.append("<table>\n<thead><tr>");
        for (var head : new String[] {"Region", "Target", "Health", "Since", "Last probe"}) {
            element("th", null, head);
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (var region : group.path("regions")) {
            region(region, region.path("name").equals(group.path("active")));
        }
        html.append("</tbody>\n</table>\n");
    }

    private void region(JsonNode region, boolean active) {
        html.append("<tr>");
        element("th", null, region.path("name").asText() + (active ? " (active)" : ""));
        element("td", null, region.path("target").asText());
        element("td", null, region.path("health").asText());
        element("td", null, region.path("since").asText(""));
        element("td", null, region.path("last").path("text").asText(""));
        html.append("</tr>\n");
    }

    private void element(String name, String style, String text) {
        html.append('<').append(name);
        if (style != null) {
            html.append(" class=\"").append(style).append('"');
        }
        html.append('>').append(escape(text)).append("</").append(name).append('>');
        if (!name.startsWith("t")) {
            html.append('\n');
        }
    }

    /** For text between tags; attributes are never filled from outside. Control characters become {@code ?}. */
    static String escape(String text) {
        var safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            }
        });
        return safe.toString();
    }
}
