package dev.detour.reload;

import dev.detour.config.LivePlaceholders;
import dev.detour.config.Service;
import dev.detour.config.Settings;
import dev.detour.control.Controllers;
import dev.detour.control.GroupEdit;
import dev.detour.decision.Region;
import dev.detour.decision.Reply;
import dev.detour.probe.Probes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an edition that was tried out in the place of the one in force, as a whole: rules, probes, groups, placeholders and
 * routes. What fails on the way is undone. Never while a decision is being carried out. One thread at a time.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Controllers controllers;
    private final Probes probes;
    private final AtomicReference<Settings> settings;
    private final LivePlaceholders placeholders;
    private final Function<String, Optional<String>> envRegion;
    private final Lock closed;
    private final BiConsumer<String, Set<String>> gone;
    private final Consumer<List<Service>> services;
    private final RouteExchange routes;

    /**
     * @param settings those in force, which all others read
     * @param envRegion the region that a group's env file names, by the settings in force
     * @param closed keeps steps and choices out of the routes while it is held
     * @param gone told of regions that are no more, by their group
     * @param services told of those of the gateway
     */
    public Exchange(
            ModelCamelContext context,
            Controllers controllers,
            Probes probes,
            AtomicReference<Settings> settings,
            LivePlaceholders placeholders,
            Function<String, Optional<String>> envRegion,
            Lock closed,
            BiConsumer<String, Set<String>> gone,
            Consumer<List<Service>> services) {
        this.controllers = controllers;
        this.probes = probes;
        this.settings = settings;
        this.placeholders = placeholders;
        this.envRegion = envRegion;
        this.closed = closed;
        this.gone = gone;
        this.services = services;
        this.routes = new RouteExchange(context, probes::owns);
    }

    /** Changes when a group moves on, and with it perhaps what it refuses. */
    String standing() {
        return controllers.names().stream()
                .map(name -> name + controllers.epoch(name))
                .collect(Collectors.joining(",", controllers.underWay() + ":", ""));
    }

    /** @throws Rejected when the groups cannot live by it */
    void require(Edition next) throws Rejected {
        for (var refused : controllers.refusals(next.settings()).values()) {
            throw rejected(next, refused);
        }
    }

    /**
     * Exchanges the one for the other.
     *
     * @param touched whether the content of one of these files changed between the two
     * @return false when that has to wait for the end of a decision; nothing has changed then
     * @throws Rejected when it cannot be; all is as before then
     */
    boolean tryFor(Edition before, Edition next, Predicate<List<Path>> touched) throws Rejected {
        if (!closed.tryLock()) {
            return false;
        }
        try {
            if (controllers.underWay()) {
                return false;
            }
            exchange(before, next, new Edits(before.loaded(), next.loaded(), touched));
            return true;
        } finally {
            closed.unlock();
        }
    }

    private void exchange(Edition before, Edition next, Edits edits) throws Rejected {
        require(next);
        var groups = edits.groups();
        var merged = merged(settings.get(), next.settings());
        retire(groups, true);
        var refused = controllers.reconfigure(merged, groups, envRegion);
        if (refused.isPresent()) {
            retire(groups, false);
            throw rejected(next, refused.get());
        }
        var plan = RouteExchange.plan(before, next);
        var old = settings.get();
        try {
            placeholders.become(next.loaded().placeholders());
            settings.set(merged);
            if (!plan.files().isEmpty()) {
                routes.exchange(
                        plan.files(),
                        before.routes().orElseThrow(),
                        next.routes().orElseThrow());
            }
            controllers.regroup(merged, envRegion);
            remake(merged, edits, groups, plan.templates());
            services.accept(merged.services());
        } catch (Exception e) {
            undo(before, next, old, groups, plan);
            throw Rejected.of(sentence(e));
        }
    }

    /** What counts at once; the rest stays as the process was started with. */
    private static Settings merged(Settings now, Settings next) {
        return new Settings(
                now.http(),
                now.data(),
                now.routes(),
                now.service(),
                now.heartbeat(),
                next.groups(),
                now.startRegion(),
                next.services());
    }

    private void retire(Map<String, GroupEdit> groups, boolean yes) {
        groups.forEach((name, edit) -> probes.retire(name, edit.changed(), yes));
    }

    private void remake(Settings now, Edits edits, Map<String, GroupEdit> groups, boolean templates) throws Exception {
        probes.size(now);
        for (var group : edits.removedGroups()) {
            probes.remove(group.name(), names(group), true);
            gone.accept(group.name(), names(group));
        }
        for (var group : now.groups()) {
            var edit = groups.get(group.name());
            var removed = edits.removed(group);
            probes.remove(group.name(), removed, false);
            if (!removed.isEmpty()) {
                gone.accept(group.name(), removed);
            }
            var regions = templates ? names(group) : edits.remade(group, edit == null ? Set.of() : edit.changed());
            boolean shared = templates || edits.sharedRemade(group);
            if (shared || !regions.isEmpty()) {
                probes.remake(group, regions, shared);
            }
        }
    }

    private static Set<String> names(Settings.Group group) {
        return group.rules().regions().stream().map(Region::name).collect(Collectors.toSet());
    }

    /** Back to what ran. It ran, so it can be made again; if not, only a start can help, and that is said. */
    private void undo(
            Edition before, Edition next, Settings old, Map<String, GroupEdit> groups, RouteExchange.Plan plan) {
        try {
            placeholders.become(before.loaded().placeholders());
            settings.set(old);
            if (!plan.files().isEmpty()) {
                routes.exchange(
                        plan.files(),
                        next.routes().orElseThrow(),
                        before.routes().orElseThrow());
            }
            for (var group : next.settings().groups()) {
                if (old.group(group.name()).isEmpty()) {
                    probes.remove(group.name(), names(group), true);
                }
            }
            controllers.regroup(old, envRegion);
            controllers.reconfigure(old, groups, envRegion);
            probes.size(old);
            for (var group : old.groups()) {
                probes.remake(group, names(group), true);
            }
        } catch (Exception e) {
            LOG.error("the routes that ran could not all be made again: restart Detour ({})", sentence(e), e);
        }
    }

    private static Rejected rejected(Edition next, Reply.Refused refused) {
        var text = refused.error() + "; " + refused.hint();
        var key = next.loaded().effective().stream()
                .filter(value -> value.key().endsWith(".regions")
                        && Pattern.compile(group(value.key()) + "(?![a-z0-9-])")
                                .matcher(text)
                                .find())
                .findFirst();
        return key.map(value -> Rejected.forNow(
                        value.origin().name().isEmpty() ? null : value.origin().name(),
                        value.origin().line(),
                        text))
                .orElseGet(() -> Rejected.forNow(null, 0, text));
    }

    private static String group(String key) {
        return "group " + key.substring("detour.group.".length(), key.length() - ".regions".length());
    }

    private static String sentence(Throwable thrown) {
        var best = thrown.getClass().getSimpleName();
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                best = cause.getMessage();
            }
        }
        return best;
    }
}
