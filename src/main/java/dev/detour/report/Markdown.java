package dev.detour.report;

import java.util.List;

/** An incident as Markdown, for a ticket or a repository of post-mortems. */
public final class Markdown {
    private Markdown() {}

    public static String of(Incident incident) {
        var decision = incident.decision();
        var moments = incident.moments();
        var text = new StringBuilder();
        text.append("# Incident ")
                .append(decision.epoch())
                .append(", ")
                .append(safe(incident.title()))
                .append("\n\n");
        text.append(safe(incident.verdict())).append(".\n\n");
        text.append("- Why: ").append(safe(incident.reason())).append('\n');
        text.append("- Trigger: ")
                .append(safe(decision.trigger().wireName()))
                .append(", by ")
                .append(safe(decision.by()))
                .append('\n');
        text.append("- Target: ").append(safe(decision.target())).append("\n\n");
        text.append("| phase | took | until |\n|---|---|---|\n");
        row(text, "detect", Text.span(moments.detect()), Text.at(moments.down()));
        row(text, "decide", Text.span(moments.decide()), Text.at(moments.decided()));
        row(text, "act", Text.span(moments.act()), Text.at(moments.acted()));
        row(text, "verify", Text.span(moments.verify()), Text.at(moments.verified()));
        row(text, "in all", Text.span(moments.total()), Text.at(moments.verified()));
        text.append("\n## Timeline\n\n| UTC | event | region | what | by |\n|---|---|---|---|---|\n");
        incident.rows().forEach(r -> row(text, Text.at(r.at()), r.event(), r.region(), r.text(), r.by()));
        text.append("\n## Evidence when it was decided\n\n| region | known |\n|---|---|\n");
        incident.evidence().forEach((region, known) -> row(text, region, known));
        text.append("\n## Steps\n\n| step | result | took | attempts | |\n|---|---|---|---|---|\n");
        incident.steps()
                .forEach(s ->
                        row(text, s.step(), s.result(), s.millis() + " ms", Integer.toString(s.attempts()), s.text()));
        text.append(
                "\n## Probes\n\n| region | from | to | outcome | probes | slowest | last |\n|---|---|---|---|---|---|---|\n");
        incident.runs()
                .forEach(run -> row(
                        text,
                        run.region(),
                        Text.at(run.at()),
                        Text.at(run.until()),
                        run.outcome().name(),
                        Long.toString(run.count()),
                        run.millis() + " ms",
                        run.text()));
        remarks(text, incident.remarks());
        return text.toString();
    }

    private static void remarks(StringBuilder text, List<String> remarks) {
        text.append(remarks.isEmpty() ? "" : "\n## Remarks\n\n");
        remarks.forEach(remark -> text.append("- ").append(safe(remark)).append('\n'));
    }

    private static void row(StringBuilder text, String... cells) {
        for (var cell : cells) {
            text.append("| ").append(safe(cell == null ? "" : cell)).append(' ');
        }
        text.append("|\n");
    }

    /**
     * On one line. Angle brackets as entities, for renderers that pass tags on; whatever else could begin something behind
     * a backslash (CommonMark, 2.4).
     */
    static String safe(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f\\u2028\\u2029]+", " ")
                .replaceAll("[\\\\`*_{}\\[\\]#|~!]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
