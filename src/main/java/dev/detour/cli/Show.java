package dev.detour.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The API's JSON as tables for people. */
final class Show {
    private static final Set<String> TROUBLE = Set.of("outage", "holding");

    private Show() {}

    static String status(JsonNode status) {
        var text = new StringBuilder();
        for (var problem : status.path("problems")) {
            text.append(Table.wrapped("not ready: " + problem.asText()));
        }
        for (var group : status.path("groups")) {
            text.append(text.isEmpty() ? "" : "\n").append(group(group));
        }
        for (var service : status.path("gateway")) {
            text.append(text.isEmpty() ? "" : "\n").append(service(service));
        }
        return text.toString();
    }

    private static String service(JsonNode service) {
        var table = new Table("UPSTREAM", "BREAKER", "HEALTH", "CALLS", "FAILED", "LAST ERROR");
        for (var upstream : service.path("upstreams")) {
            table.row(
                    upstream.path("url").asText(),
                    upstream.path("breaker").asText(),
                    upstream.path("health").asText(),
                    upstream.path("requests").asText(),
                    upstream.path("failures").asText(),
                    upstream.path("lastError").asText(null));
        }
        return Table.wrapped("/gateway/" + service.path("service").asText()) + table;
    }

    static String group(JsonNode group) {
        var text = new StringBuilder(Table.wrapped(name(group) + " ["
                + group.path("state").asText() + "] " + group.path("verdict").asText()));
        for (var gate : group.path("gates")) {
            text.append(Table.wrapped(
                    "  " + gate.path("gate").asText() + ": " + gate.path("text").asText()));
        }
        for (var reason : group.path("failoverReady").path("reasons")) {
            text.append(Table.wrapped("  no failover now: " + reason.asText()));
        }
        if (group.path("proposal").isObject()) {
            var proposal = group.path("proposal");
            text.append(Table.wrapped(
                    "  waits for a yes: approve " + proposal.path("epoch").asLong() + " (to "
                            + proposal.path("to").asText() + ": "
                            + proposal.path("reason").asText() + ")"));
        }
        return text.append(regions(List.of(group))).toString();
    }

    static String regions(Iterable<JsonNode> groups) {
        var several = new ArrayList<JsonNode>();
        groups.forEach(several::add);
        var table = new Table("", "REGION", "HEALTH", "STREAK", "P50", "TARGET", "LAST");
        for (var group : several) {
            for (var region : group.path("regions")) {
                var prefix = several.size() == 1 ? "" : name(group) + "/";
                table.row(
                        name(region).equals(group.path("active").asText(null)) ? "*" : "",
                        prefix + name(region),
                        region.path("health").asText(),
                        streak(region.path("streak")),
                        millis(region.path("latency").path("p50")),
                        region.path("target").asText(),
                        region.path("last").path("text").asText(null));
            }
        }
        return table.toString();
    }

    static String explain(JsonNode explain) {
        var to = explain.path("to").asText(null);
        var text = new StringBuilder(Table.wrapped(explain.path("group").asText() + " would "
                + (explain.path("wouldDo").asText().equals("nothing")
                        ? "do nothing"
                        : explain.path("wouldDo").asText())
                + (to == null || to.equals("null") ? "" : ", to " + to)));
        var gates = new Table("GATE", "HOLDS", "WHY");
        for (var gate : explain.path("gates")) {
            gates.row(
                    gate.path("gate").asText(),
                    gate.path("holds").asBoolean() ? "yes" : "no",
                    gate.path("text").asText());
        }
        var regions = new Table("REGION", "ELIGIBLE", "TO DOWN", "TO UP", "WHY NOT");
        for (var region : explain.path("regions")) {
            regions.row(
                    name(region),
                    region.path("eligible").asBoolean() ? "yes" : "no",
                    region.path("failuresToDown").asInt() + " / "
                            + region.path("secondsToDown").asText() + " s",
                    region.path("successesToUp").asInt() + " / "
                            + region.path("secondsToUp").asText() + " s",
                    region.path("why").asText());
        }
        var whatIf = new Table("IF DOWN", "THEN");
        for (var one : explain.path("whatIf")) {
            whatIf.row(one.path("down").asText(), one.path("then").asText());
        }
        return text.append('\n')
                .append(gates)
                .append('\n')
                .append(regions)
                .append('\n')
                .append(whatIf)
                .toString();
    }

    static String history(JsonNode entries) {
        var table = new Table("SEQ", "AT", "EVENT", "EPOCH", "BY", "REASON");
        for (var entry : entries) {
            table.row(
                    entry.path("seq").asText(),
                    entry.path("at").asText().replace('T', ' ').replaceFirst("\\.\\d+Z$", "Z"),
                    entry.path("event").asText(),
                    entry.path("epoch").asText(),
                    entry.path("by").asText(),
                    entry.path("reason").asText());
        }
        return table.toString();
    }

    /** Exit 3 of {@code status}: not ready, or a group in an outage or holding. */
    static boolean degraded(JsonNode status) {
        var trouble = !status.path("ready").asBoolean();
        for (var group : status.path("groups")) {
            trouble |= troubled(group);
        }
        return trouble;
    }

    static boolean troubled(JsonNode group) {
        return TROUBLE.contains(group.path("state").asText());
    }

    /** Exit 3 of {@code regions}: a region in use that is not UP. */
    static boolean dark(Iterable<JsonNode> groups) {
        var dark = false;
        for (var group : groups) {
            for (var region : group.path("regions")) {
                dark |= name(region).equals(group.path("active").asText(null))
                        && !region.path("health").asText().equals("UP");
            }
        }
        return dark;
    }

    private static String streak(JsonNode streak) {
        var count = streak.path("count").asInt();
        return count == 0 ? "–" : count + (streak.path("outcome").asText().equals("DOWN") ? " failed" : " good");
    }

    private static String millis(JsonNode p50) {
        return p50.isNumber() ? Math.round(p50.asDouble()) + " ms" : "–";
    }

    private static String name(JsonNode named) {
        return named.path("name").asText();
    }
}
