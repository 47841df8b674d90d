package dev.detour.report;

import java.util.List;

/** An incident as Markdown, for a ticket or a repository of post-mortems. */
public final class Markdown {
    private Markdown() {}

    public static String of(Incident incident) {
        var decision = incident.decision();
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
        table(text, Table.phases(incident));
        table(text, Table.timeline(incident));
        table(text, Table.evidence(incident));
        table(text, Table.steps(incident));
        table(text, Table.probes(incident));
        remarks(text, incident.remarks());
        return text.toString();
    }

    private static void remarks(StringBuilder text, List<String> remarks) {
        text.append(remarks.isEmpty() ? "" : "## Remarks\n\n");
        remarks.forEach(remark -> text.append("- ").append(safe(remark)).append('\n'));
    }

    private static void table(StringBuilder text, Table table) {
        text.append("## ").append(table.title()).append("\n\n");
        row(text, table.heads());
        text.append("|---".repeat(table.heads().size())).append("|\n");
        table.rows().forEach(cells -> row(text, cells));
        text.append('\n');
    }

    private static void row(StringBuilder text, List<String> cells) {
        cells.forEach(cell -> text.append("| ").append(safe(cell)).append(' '));
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
