package dev.detour;

import dev.detour.config.Settings;
import dev.detour.control.Controllers;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.decision.Outcome;
import dev.detour.reload.ReloadState;
import dev.detour.serve.ServerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the program says of itself. */
final class Status implements ServerStatus {
    private final Controllers controllers;
    private final long startedNanos = System.nanoTime();
    private volatile boolean begun;
    private volatile Supplier<ReloadState> reloads = () -> null;

    Status(Controllers controllers) {
        this.controllers = controllers;
    }

    /** Where to ask how the last edit went. */
    void reloads(Supplier<ReloadState> how) {
        reloads = how;
    }

    /** The routes run and the groups live. */
    void begin() {
        begun = true;
    }

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    @Override
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (!begun) {
            problems.add("the routes are still starting");
        }
        var edit = reloads.get();
        if (edit != null && edit.lastGood()) {
            problems.add("running by the last good configuration, the newest does not hold: "
                    + edit.rejection().getMessage());
        }
        if (!controllers.durable()) {
            problems.add("the state cannot be written; nothing is decided until it can");
        }
        for (var group : controllers.names()) {
            if (controllers.regions(group).values().stream()
                    .noneMatch(r -> r.last() != null && r.last().outcome() != Outcome.UNKNOWN)) {
                problems.add("group " + group + ": no evidence of any region yet");
            }
        }
        return problems;
    }

    @Override
    public Reload reload() {
        var edit = reloads.get();
        if (edit == null || edit.at() == null) {
            return Reload.NONE;
        }
        var why = edit.rejection();
        return why == null
                ? new Reload(false, edit.at(), null, null, null)
                : new Reload(true, edit.at(), why.file(), why.line() > 0 ? why.line() : null, why.getMessage());
    }

    static Notice started(Settings settings, int port) {
        var api = port == 0 ? "the API is off" : "API on port " + port;
        return new Notice(
                EventKind.STARTED,
                Notice.Level.INFO,
                null,
                null,
                null,
                "Detour " + Version.current() + " " + work(settings) + "; " + api + ".",
                false);
    }

    private static String work(Settings settings) {
        var parts = new ArrayList<String>();
        if (!settings.groups().isEmpty()) {
            parts.add("watches "
                    + settings.groups().stream()
                            .map(g -> g.name() + " (" + g.rules().regions().size() + " regions)")
                            .collect(Collectors.joining(", ")));
        }
        if (!settings.services().isEmpty()) {
            parts.add("serves "
                    + settings.services().stream()
                            .map(s -> "/gateway/" + s.name())
                            .collect(Collectors.joining(", ")));
        }
        return String.join(" and ", parts);
    }

    static Notice stopped() {
        return new Notice(EventKind.STOPPED, Notice.Level.INFO, null, null, null, "Detour stops.", false);
    }
}
