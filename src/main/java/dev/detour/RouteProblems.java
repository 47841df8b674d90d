package dev.detour;

import dev.detour.cli.Failure;
import dev.detour.config.Loaded;
import dev.detour.config.Problem;
import dev.detour.reload.Edition;
import dev.detour.reload.Rejected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with the route files, and with what the configuration asks of them. Starts and opens nothing. */
final class RouteProblems {
    private RouteProblems() {}

    /**
     * All of it: Camel stops at the first file that it cannot read, and is asked again without that one. Where the
     * configuration does not hold, only what is told of a route file, or of a name: the rest may come of that.
     */
    static List<Problem> of(Edition edition) {
        var problems = new ArrayList<Problem>();
        var rest = Optional.of(edition);
        while (rest.isPresent()) {
            rest = look(rest.get(), problems);
        }
        return problems;
    }

    /** With the routes as they are on the disk now. */
    static List<Problem> of(Loaded loaded) {
        try {
            return of(Program.edition(loaded));
        } catch (Failure e) {
            return List.of(problem(e));
        }
    }

    /** @return what is still to be looked at */
    private static Optional<Edition> look(Edition edition, List<Problem> problems) {
        var main = new RouteRichMain();
        main.configure().withJmxEnabled(false);
        try {
            Program.readRoutes(main, edition);
            if (problems.isEmpty()) {
                var loaded = edition.loaded();
                problems.addAll(new RouteCheck(main.getCamelContext()).missing(loaded.routeUses()));
            }
            return Optional.empty();
        } catch (Failure e) {
            var problem = problem(e);
            var file = culprit(edition, problem);
            if (file.isPresent() || edition.loaded().settings().isPresent()) {
                problems.add(problem);
            }
            return file.map(edition::without);
        } finally {
            main.stop();
        }
    }

    private static Problem problem(Failure e) {
        var place = Rejected.of(e.getMessage());
        var words = place.getMessage().strip().replaceAll("\\s*\\n\\s*", " ");
        return new Problem(place.file() == null ? "" : place.file(), place.line(), "", null, words, "");
    }

    private static Optional<String> culprit(Edition edition, Problem problem) {
        var name = problem.file().isEmpty()
                ? ""
                : Path.of(problem.file()).getFileName().toString();
        return edition.routes().filter(files -> files.texts().containsKey(name)).map(files -> name);
    }
}
