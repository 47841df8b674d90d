package dev.detour.doctor;

import dev.detour.datadog.DatadogCheck;
import dev.detour.datadog.DatadogConfiguration;
import java.util.ArrayList;
import java.util.List;

/** Whether Datadog can be told. */
public final class Datadog {
    private Datadog() {}

    public static List<Finding> look(DatadogConfiguration configuration) {
        var findings = new ArrayList<Finding>();
        if (configuration.getApiKey() != null) {
            findings.add(DatadogCheck.key(configuration)
                    .map(why -> Finding.problem(
                            "datadog",
                            why,
                            "see DD_API_KEY and DD_SITE, and the way there: detour.datadog.proxy, firewalls"))
                    .orElseGet(() -> Finding.ok("datadog", configuration.getSite() + " knows the API key")));
        }
        if (configuration.getAgent() != null) {
            var what = "datadog agent";
            findings.add(DatadogCheck.agent(configuration)
                    .map(why -> Finding.problem(what, why, "see DD_AGENT_HOST, and that the agent listens there"))
                    .orElseGet(() -> Finding.ok(what, configuration.getAgent() + " can be sent to")));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.note("datadog", "not configured"));
        }
        return findings;
    }
}
