package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.config.Problem;
import dev.detour.config.RouteUse;
import dev.detour.control.Causes;
import dev.detour.reload.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Sees to it that every route the configuration names is there, before anything is probed or decided. */
final class RouteCheck {
    private static final String DIRECT = "direct:";

    private final Set<String> known;

    /** Of a context whose routes are read; they need not run yet. */
    RouteCheck(CamelContext context) {
        known = ((ModelCamelContext) context)
                .getRouteDefinitions().stream()
                        .map(route -> route.getInput().getEndpointUri())
                        .filter(uri -> uri.startsWith(DIRECT))
                        .map(uri -> uri.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same as a rejection, with the line where the route begins. */
    static Rejected rejected(CamelContext context, Exception thrown) {
        var words = place(context, thrown) + Causes.sentence(thrown);
        var route = culprit(context, thrown);
        return route == null || route.getResource() == null
                ? Rejected.of(words)
                : new Rejected(
                        route.getResource().getLocation().replaceFirst("^file:", ""),
                        Math.max(0, route.getLineNumber()),
                        words);
    }

    /** {@code file:/…/mine.camel.yaml: route mine: } when it was a route that could not be made; empty otherwise. */
    static String place(CamelContext context, Throwable thrown) {
        var route = culprit(context, thrown);
        return route == null
                ? ""
                : (route.getResource() == null ? "" : route.getResource().getLocation() + ": ") + "route "
                        + route.getRouteId() + ": ";
    }

    /** The route that could not be made; null when it was something else. */
    private static RouteDefinition culprit(CamelContext context, Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var id = cause instanceof FailedToCreateRouteException create
                    ? create.getRouteId()
                    : cause instanceof FailedToStartRouteException start ? start.getRouteId() : null;
            var route = id == null ? null : ((ModelCamelContext) context).getRouteDefinition(id);
            if (route != null) {
                return route;
            }
        }
        return null;
    }

    /** @throws Failure that names every missing route, and those there are */
    void require(List<RouteUse> uses) {
        var problems = missing(uses);
        if (!problems.isEmpty()) {
            throw new Failure(
                    Exit.CONFIGURATION, problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    /** Each route that is not there, whether Detour itself needs it or the configuration names it. */
    List<Problem> missing(List<RouteUse> uses) {
        var problems = new ArrayList<Problem>();
        for (var name : List.of("effect", "choose", "collect-evidence")) {
            if (!known.contains(name)) {
                var what = "no route begins with direct:" + name;
                problems.add(new Problem("routes/", 0, "", null, what, "Detour needs it; restore the shipped file"));
            }
        }
        uses.stream()
                .filter(use -> !known.contains(use.route()))
                .map(use -> use.missing(use.file().map(RouteCheck::restore).orElseGet(() -> known(use.kind()))))
                .forEach(problems::add);
        return problems;
    }

    private static String restore(String file) {
        return "restore the shipped route of that name, in " + file;
    }

    private String known(String kind) {
        var names = known.stream()
                .filter(name -> name.startsWith(kind))
                .map(name -> name.substring(kind.length()))
                .toList();
        return names.isEmpty() ? "there is none" : "there are: " + String.join(", ", names);
    }
}
