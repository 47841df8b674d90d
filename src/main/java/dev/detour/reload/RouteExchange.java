package dev.detour.reload;

import dev.detour.config.DetourPropertiesSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * Exchanges route files in a running context: those that changed, or resolve a placeholder to something else now, and no
 * others, except where a changed file holds what routes of other files are made with. Camel's own reload takes away
 * every route, those made of templates included, before it reads the first new one (measured with 4.17.0).
 */
final class RouteExchange {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:?]+)[^{}]*}}");
    /** Top-level entries that routes of any file may be made with. */
    private static final Pattern SHARED =
            Pattern.compile("(?m)^- +(?:routeConfiguration|route-configuration|beans|rest|restConfiguration|"
                    + "templatedRoute|templated-route|onException|on-exception|errorHandler|intercept\\w*):");

    private static final Pattern TEMPLATE = Pattern.compile("(?m)^- +(?:routeTemplate|route-template):");
    private static final int DEEPEST = 10;

    private final ModelCamelContext context;
    private final Predicate<String> ours;

    /** @param ours whether the route of this id is made by Detour of one of its templates, and is left to it */
    RouteExchange(ModelCamelContext context, Predicate<String> ours) {
        this.context = context;
        this.ours = ours;
    }

    /**
     * What has to be exchanged.
     *
     * @param files names
     * @param templates whether what is made of templates must be made anew
     */
    record Plan(Set<String> files, boolean templates) {
        static final Plan NOTHING = new Plan(Set.of(), false);
    }

    static Plan plan(Edition before, Edition after) {
        if (before.routes().isEmpty() || after.routes().isEmpty()) {
            return Plan.NOTHING;
        }
        var old = before.routes().get().texts();
        var now = after.routes().get().texts();
        var all = new TreeSet<>(old.keySet());
        all.addAll(now.keySet());
        var changed = new LinkedHashSet<String>();
        for (var name : all) {
            if (!Objects.equals(
                    resolved(old.get(name), before.loaded().placeholders()),
                    resolved(now.get(name), after.loaded().placeholders()))) {
                changed.add(name);
            }
        }
        boolean shared = changed.stream().anyMatch(name -> holds(SHARED, old, name) || holds(SHARED, now, name));
        boolean templates = changed.stream().anyMatch(name -> holds(TEMPLATE, old, name) || holds(TEMPLATE, now, name));
        boolean foreign = templates
                && all.stream().anyMatch(name -> holds(Pattern.compile("(?m)^- +templated-?[rR]oute:"), now, name));
        return new Plan(shared || foreign ? all : changed, shared || templates);
    }

    private static boolean holds(Pattern what, Map<String, String> texts, String name) {
        return what.matcher(texts.getOrDefault(name, "")).find();
    }

    /** The text and what its placeholders stand for; null for no text. */
    private static List<String> resolved(String text, DetourPropertiesSource values) {
        if (text == null) {
            return null;
        }
        var all = new ArrayList<String>();
        all.add(text);
        PLACEHOLDER.matcher(text).results().forEach(found -> all.add(value(found.group(1), values, DEEPEST)));
        return all;
    }

    private static String value(String key, DetourPropertiesSource values, int deep) {
        var value = Optional.ofNullable(values.getProperty(key.strip())).orElse("");
        return deep == 0
                ? value
                : PLACEHOLDER
                        .matcher(value)
                        .replaceAll(found ->
                                java.util.regex.Matcher.quoteReplacement(value(found.group(1), values, deep - 1)));
    }

    /** Takes what the files held out of the context, and what they hold now in. The routes begin to run at once. */
    void exchange(Set<String> files, RouteFiles before, RouteFiles after) throws Exception {
        takeOut(files, before);
        var now = files.stream().filter(after.texts()::containsKey).toList();
        PluginHelper.getRoutesLoader(context).loadRoutes(after.resources(now));
    }

    private void takeOut(Set<String> files, RouteFiles before) throws Exception {
        var locations = files.stream().map(before::location).toList();
        for (var route : List.copyOf(context.getRouteDefinitions())) {
            // A Kamelet's route belongs to its endpoint, which stays, and would not make it anew.
            boolean kamelet = Boolean.TRUE.equals(route.isKamelet());
            boolean foreign = route.isCreatedFromTemplate() && !kamelet && !ours.test(route.getRouteId());
            boolean own = !route.isCreatedFromTemplate() && from(locations, route.getResource());
            if (own || (foreign && files.equals(before.texts().keySet()))) {
                takeOut(route);
            }
        }
        for (var template : List.copyOf(context.getRouteTemplateDefinitions())) {
            if (from(locations, template.getResource())) {
                context.removeRouteTemplateDefinition(template);
            }
        }
        // The YAML of Camel 4.17 does not say which file a configuration is of; whoever edits one exchanges all files.
        boolean all = files.containsAll(before.texts().keySet());
        for (var configuration : List.copyOf(context.getRouteConfigurationDefinitions())) {
            boolean nowhere = configuration.getResource() == null;
            if (from(locations, configuration.getResource()) || (all && nowhere)) {
                context.removeRouteConfiguration(configuration);
            }
        }
        context.getRestDefinitions().removeIf(rest -> from(locations, rest.getResource()));
    }

    private void takeOut(RouteDefinition route) throws Exception {
        context.getRouteController().stopRoute(route.getRouteId());
        context.removeRouteDefinition(route);
    }

    private static boolean from(List<String> locations, Resource resource) {
        return resource != null && locations.contains(resource.getLocation());
    }
}
