package dev.detour.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A route that the configuration asks for by a name of the user's own.
 *
 * @param place where it is asked for; what is wrong is not said there yet
 * @param kind what the route's name begins with, such as {@code step-}; empty when all of it is the user's
 * @param name the rest, as written
 */
public record RouteUse(Problem place, String kind, String name) {
    /** Of all groups and services, also of a configuration that does not hold. */
    static List<RouteUse> of(Values values, Iterable<String> groups, Iterable<String> services) {
        var uses = new ArrayList<RouteUse>();
        for (String group : groups) {
            values.get(Keys.STEPS, group).forEach(name -> uses.add(at(values.shown(Keys.STEPS, group), "step-", name)));
            values.find(Keys.NOTIFY, group)
                    .orElse(List.of())
                    .forEach(name -> uses.add(at(values.shown(Keys.NOTIFY, group), "notify-", name)));
            String choose = values.get(Keys.CHOOSE, group);
            if (choose.startsWith("route:")) {
                String name = choose.substring("route:".length());
                uses.add(at(values.shown(Keys.CHOOSE, group), "choose-", name));
            }
            if (values.get(Keys.RESTART, group).equals("ssh")) {
                uses.add(at(values.shown(Keys.RESTART, group), "", "restart-host"));
            }
        }
        for (String service : services) {
            values.find(ServiceKeys.VIA, service)
                    .ifPresent(via -> uses.add(at(values.shown(ServiceKeys.VIA, service), "", via)));
        }
        return uses;
    }

    private static RouteUse at(Value value, String kind, String name) {
        return new RouteUse(Report.about(value, "", ""), kind, name);
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
