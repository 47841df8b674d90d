package dev.detour.config;

import dev.detour.decision.GroupRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A route that the configuration asks for.
 *
 * @param place where it is asked for; what is wrong is not said there yet
 * @param kind what the route's name begins with, such as {@code step-}; empty when all of it is the user's, or ours
 * @param name the rest, as written
 * @param file the shipped file of a route that is ours alone, which nobody names; empty for any other
 */
public record RouteUse(Problem place, String kind, String name, Optional<String> file) {
    /**
     * Of all groups and services, also of a configuration that does not hold.
     *
     * @param read what could be read of it: a group's steps there are those that it does
     */
    static List<RouteUse> of(Values values, Settings read, Iterable<String> groups, Iterable<String> services) {
        var uses = new ArrayList<RouteUse>();
        for (String group : groups) {
            steps(values, read, group).forEach(name -> uses.add(at(values.shown(Keys.STEPS, group), "step-", name)));
            values.find(Keys.NOTIFY, group)
                    .orElse(List.of())
                    .forEach(name -> uses.add(at(values.shown(Keys.NOTIFY, group), "notify-", name)));
            String choose = values.get(Keys.CHOOSE, group);
            if (choose.startsWith("route:")) {
                String name = choose.substring("route:".length());
                uses.add(at(values.shown(Keys.CHOOSE, group), "choose-", name));
            }
            if (values.get(Keys.RESTART, group).equals("ssh")) {
                uses.add(ours(values.shown(Keys.RESTART, group), "restart-host", "routes/fleet.camel.yaml"));
            }
        }
        for (String service : services) {
            values.find(ServiceKeys.VIA, service)
                    .ifPresent(via -> uses.add(at(values.shown(ServiceKeys.VIA, service), "", via)));
        }
        return uses;
    }

    private static List<String> steps(Values values, Settings read, String group) {
        return read.group(group)
                .map(one -> one.rules().steps().stream()
                        .map(GroupRules.StepRule::name)
                        .toList())
                .orElseGet(() -> values.get(Keys.STEPS, group));
    }

    private static RouteUse at(Value value, String kind, String name) {
        return new RouteUse(Report.about(value, "", ""), kind, name, Optional.empty());
    }

    private static RouteUse ours(Value value, String name, String file) {
        return new RouteUse(Report.about(value, "", ""), "", name, Optional.of(file));
    }

    /** What its {@code from} says behind {@code direct:}. */
    public String route() {
        return kind + name;
    }

    /** @param hint what there is instead */
    public Problem missing(String hint) {
        String what = "no route begins with direct:" + route();
        return new Problem(place.file(), place.line(), place.key(), place.value(), what, hint);
    }
}
