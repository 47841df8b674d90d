package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Verbs;
import dev.detour.config.Loaded;
import dev.detour.config.Problem;
import dev.detour.doctor.Datadog;
import dev.detour.doctor.Doctor;
import dev.detour.doctor.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The verb {@code doctor}: looks at all that a failover needs, and says what to do. Changes nothing. */
final class DoctorVerb {
    private DoctorVerb() {}

    static int run(Loaded loaded, Verbs.Doctor options) {
        var findings = new ArrayList<Finding>();
        findings.add(routes(RouteProblems.of(loaded)));
        findings.addAll(new Doctor(loaded.settings().orElseThrow()).look());
        findings.addAll(Datadog.look(Telling.configuration(
                key -> Optional.ofNullable(loaded.placeholders().getProperty(key)))));
        boolean well = findings.stream().noneMatch(Finding::isProblem);
        if (options.json()) {
            options.out().println(Json.of(json(well, findings)));
        } else {
            findings.forEach(finding -> options.out().println(finding));
            long problems = findings.stream().filter(Finding::isProblem).count();
            options.err().println(well ? "All well." : problems + " problem" + (problems == 1 ? "." : "s."));
        }
        return well ? Exit.FINE : Exit.DEGRADED;
    }

    private static Finding routes(List<Problem> wrong) {
        var words = wrong.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return wrong.isEmpty()
                ? Finding.ok("routes", "every route that is needed is there")
                : Finding.problem("routes", words, "mend the file; detour check says the same");
    }

    private static Map<String, Object> json(boolean well, List<Finding> findings) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("well", well);
        answer.put("findings", findings.stream().map(DoctorVerb::json).toList());
        return answer;
    }

    private static Map<String, Object> json(Finding finding) {
        var row = new LinkedHashMap<String, Object>();
        row.put("what", finding.what());
        row.put("state", finding.state().wireName());
        row.put("text", finding.text());
        row.put("todo", finding.todo().isEmpty() ? null : finding.todo());
        return row;
    }
}
