package dev.detour.report;

import dev.detour.config.Instants;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An incident as maps and lists. */
final class IncidentJson {
    private IncidentJson() {}

    static Map<String, Object> of(Incident incident) {
        var decision = incident.decision();
        var json = new LinkedHashMap<String, Object>();
        json.put("group", decision.group());
        json.put("epoch", decision.epoch());
        json.put("trigger", decision.trigger().wireName());
        json.put("from", decision.from());
        json.put("to", decision.to());
        json.put("target", decision.target());
        json.put("by", decision.by());
        json.put("reason", incident.reason());
        json.put("verified", incident.verified());
        json.put("seconds", seconds(incident.moments()));
        json.put("evidence", incident.evidence());
        json.put("timeline", incident.rows().stream().map(IncidentJson::row).toList());
        json.put("remarks", incident.remarks());
        return json;
    }

    private static Map<String, Object> seconds(Incident.Moments moments) {
        var seconds = new LinkedHashMap<String, Object>();
        seconds.put("detect", seconds(moments.detect()));
        seconds.put("decide", seconds(moments.decide()));
        seconds.put("act", seconds(moments.act()));
        seconds.put("verify", seconds(moments.verify()));
        seconds.put("total", seconds(moments.total()));
        return seconds;
    }

    private static Double seconds(Optional<Duration> span) {
        return span.map(d -> d.toMillis() / 1000.0).orElse(null);
    }

    private static Map<String, Object> row(Incident.Row row) {
        var json = new LinkedHashMap<String, Object>();
        json.put("at", Instants.text(row.at()));
        json.put("event", row.event());
        json.put("region", row.region());
        json.put("by", row.by());
        json.put("text", row.text());
        return json;
    }
}
