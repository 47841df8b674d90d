package dev.detour.report;

/** An incident as one file that needs no other: no script, nothing fetched, every text escaped. */
public final class Html {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            :root { color-scheme: light dark; --line: #8884; --soft: #8882; --bad: #c62828; --good: #2e7d32; --grey: #888; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            table { border-collapse: collapse; width: 100%%; display: block; overflow-x: auto; }
            th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
            th { font-weight: 600; } td:first-child { white-space: nowrap; }
            svg { width: 100%%; height: auto; background: var(--soft); }
            svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
            .verdict { font-size: 1.1rem; }
            </style>
            </head>
            <body>
            """;

    private Html() {}

    public static String of(Incident incident) {
        var decision = incident.decision();
        var title = "Incident " + decision.epoch() + ", " + incident.title();
        var html = new StringBuilder(HEAD.formatted(safe(title)));
        html.append("<h1>").append(safe(title)).append("</h1>\n");
        html.append("<p class=\"verdict\">").append(safe(incident.verdict())).append(".</p>\n");
        html.append("<p>Why: ").append(safe(incident.reason())).append("<br>Trigger: ");
        html.append(safe(decision.trigger().wireName())).append(", by ").append(safe(decision.by()));
        html.append("<br>Target: ").append(safe(decision.target())).append("</p>\n");
        table(html, Table.phases(incident));
        html.append("<h2>Latency</h2>\n").append(Picture.of(incident));
        html.append(
                        "<p>Each bar is a run of probes with the same outcome, as high as its slowest answer took (logarithmic, 1")
                .append(" ms to a minute). A full red bar is failures, a grey one no evidence.</p>\n");
        table(html, Table.timeline(incident));
        table(html, Table.evidence(incident));
        table(html, Table.steps(incident));
        incident.remarks()
                .forEach(remark -> html.append("<p>").append(safe(remark)).append("</p>\n"));
        return html.append("</body>\n</html>\n").toString();
    }

    private static void table(StringBuilder html, Table table) {
        html.append("<h2>").append(safe(table.title())).append("</h2>\n<table>\n<tr>");
        table.heads()
                .forEach(head ->
                        html.append("<th scope=\"col\">").append(safe(head)).append("</th>"));
        html.append("</tr>\n");
        for (var row : table.rows()) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(safe(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }

    /** Fit for text and for attributes in quotes; what XML cannot hold becomes a replacement character. */
    static String safe(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ufffe\\uffff]", "\ufffd")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
