package dev.detour.serve;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.detour.control.Groups;
import dev.detour.decision.Timeline;
import dev.detour.gateway.GatewayView;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * How the groups are, as JSON: written once per change, and shared by everyone who asks. What is handed out is never
 * behind an event of the group, and behind the clock (times left, the look at the outside) by a quarter of a second at
 * most. Safe from any thread.
 */
public final class Snapshots {
    private static final long FRESH_NANOS = 250_000_000L;

    private final Groups groups;
    private final Timeline timeline;
    private final ServerStatus server;
    private final Viewer viewer;
    private volatile Supplier<List<GatewayView.Service>> gateway = List::of;
    private final Map<String, Seen> byGroup = new ConcurrentHashMap<>();
    private volatile Whole whole = new Whole(-1, 0, Buffer.buffer());

    public Snapshots(
            Groups groups, Timeline timeline, ServerStatus server, Readiness readiness, Words words, Polls polls) {
        this.groups = groups;
        this.timeline = timeline;
        this.server = server;
        this.viewer = new Viewer(groups, timeline, readiness, words, polls);
    }

    /** @param json the same object as long as nothing changed */
    private record Seen(long version, long at, Views.Group view, String json) {
        boolean holds(long now, long newest) {
            return version == newest && now - at < FRESH_NANOS;
        }
    }

    private record Whole(long version, long at, Buffer json) {
        boolean holds(long now, long newest) {
            return version == newest && now - at < FRESH_NANOS;
        }
    }

    /** Where to ask how the gateway is. */
    public void gateway(Supplier<List<GatewayView.Service>> how) {
        gateway = how;
    }

    Viewer viewer() {
        return viewer;
    }

    /** One group; the same object as long as nothing changed. Empty for an unknown name. */
    Optional<String> group(String name) {
        var seen = byGroup.get(name);
        var version = groups.version(name);
        if (seen != null && seen.holds(System.nanoTime(), version)) {
            return Optional.of(seen.json());
        }
        return groups.view(name).map(view -> write(version, viewer.group(view)));
    }

    /** Of two that write at once the later one's stays; both are true. */
    private String write(long version, Views.Group view) {
        var at = System.nanoTime();
        return byGroup.compute(
                        view.name(),
                        (name, before) -> new Seen(
                                version,
                                at,
                                view,
                                before != null && before.view().equals(view) ? before.json() : Json.write(view)))
                .json();
    }

    /** Everything, when it costs no more than a read; else {@link #all} is to be called where waiting does no harm. */
    Optional<Buffer> allAtOnce() {
        var seen = whole;
        return seen.holds(System.nanoTime(), version()) ? Optional.of(seen.json()) : Optional.empty();
    }

    /** Everything. One writes, and the others wait for it. */
    synchronized Buffer all() {
        var version = version();
        if (!whole.holds(System.nanoTime(), version)) {
            whole = new Whole(version, System.nanoTime(), Buffer.buffer(Json.write(status())));
        }
        return whole.json();
    }

    private long version() {
        long sum = 0;
        for (var name : groups.names()) {
            sum += groups.version(name);
        }
        return sum;
    }

    private Views.Status status() {
        var problems = server.problems();
        var reload = server.reload();
        return new Views.Status(
                server.version(),
                Json.time(timeline.toWall(timeline.now())),
                server.uptime().toSeconds(),
                problems.isEmpty(),
                problems,
                new Views.Reload(
                        reload.failed(), Json.time(reload.at()), reload.file(), reload.line(), reload.reason()),
                groups.names().stream()
                        .flatMap(name -> group(name).stream())
                        .map(RawValue::new)
                        .toList(),
                gateway.get());
    }
}
