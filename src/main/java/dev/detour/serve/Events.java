package dev.detour.serve;

import dev.detour.control.Groups;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/events} (SPEC §8): server-sent events by the
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>. {@code status} is a group
 * as {@code /api/v1/groups/{g}} answers it, {@code journal} an entry as {@code …/history} does. The id of either is the
 * sequence of the newest entry sent, so one who comes back with {@code Last-Event-ID} gets what it missed, at most the
 * newest {@value News#MOST_MISSED} entries; every stream begins with the status of all groups.
 *
 * <p>Groups are looked at a few times a second, while anyone listens. All state here belongs to the one event loop; what
 * may read a file is done aside, one look at a time.
 */
public final class Events implements EventStream.Feed {
    static final int MOST_STREAMS = 700;
    private static final long LOOK_MILLIS = 100;
    private static final long KEEP_ALIVE_MILLIS = 15_000;
    private static final int RETRY_MILLIS = 2000;
    private static final Buffer KEEP_ALIVE = Buffer.buffer(": still here\n\n");
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final News news;
    private final long keepAliveMillis;
    private final Set<EventStream> streams = new HashSet<>();
    private final TreeMap<Long, Buffer> entries = new TreeMap<>();
    private final Map<String, Status> statuses = new HashMap<>();
    private WorkerExecutor aside;
    private long head;
    private long lookTimer;
    private long keepAliveTimer;
    private boolean looking;

    /** A status as it was last sent, for all who are at the same entry. */
    private record Status(String json, long id, Buffer event) {}

    /** @param newest the sequence of the journal's newest entry */
    public Events(Groups groups, Snapshots snapshots, Api.Past past, LongSupplier newest) {
        this(groups, snapshots, past, newest, KEEP_ALIVE_MILLIS);
    }

    Events(Groups groups, Snapshots snapshots, Api.Past past, LongSupplier newest, long keepAliveMillis) {
        this.news = new News(groups, snapshots, past, newest);
        this.keepAliveMillis = keepAliveMillis;
    }

    void mount(Router router) {
        router.route("/api/v1/events")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::open);
    }

    private void open(RoutingContext ctx) {
        Optional<Long> last;
        try {
            last = lastEventId(ctx);
        } catch (Refusal e) {
            Http.refuse(ctx, e.answer());
            return;
        }
        if (streams.size() >= MOST_STREAMS) {
            Http.refuse(ctx, Answer.error(503, "more than " + MOST_STREAMS + " listen already", "come back later"));
            return;
        }
        ctx.response().putHeader("Content-Type", "text/event-stream").putHeader("X-Accel-Buffering", "no");
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            ctx.end();
            return;
        }
        aside(ctx.vertx())
                .executeBlocking(() -> news.since(last))
                .onSuccess(found -> begin(ctx, found))
                .onFailure(ctx::fail);
    }

    private static Optional<Long> lastEventId(RoutingContext ctx) {
        var given = ctx.request().getHeader("Last-Event-ID");
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        if (!given.matches("\\d{1,18}")) {
            throw new Refusal(400, "\"Last-Event-ID\" must be a whole number", "send the id of the last event you got");
        }
        return Optional.of(Long.valueOf(given));
    }

    private WorkerExecutor aside(Vertx vertx) {
        if (aside == null) {
            aside = vertx.createSharedWorkerExecutor("detour-events", 1);
        }
        return aside;
    }

    private void begin(RoutingContext ctx, News.Return found) {
        take(found.found());
        var response = ctx.response();
        if (response.closed()) {
            return;
        }
        var stream = new EventStream(ctx.request(), this, found.found().head(), found.missed());
        ctx.addEndHandler(ended -> leave(ctx.vertx(), stream));
        if (streams.isEmpty()) {
            lookTimer = ctx.vertx().setPeriodic(LOOK_MILLIS, timer -> look());
            keepAliveTimer = ctx.vertx().setPeriodic(keepAliveMillis, timer -> keepAlive());
        }
        streams.add(stream);
        var unused = response.write("retry: " + RETRY_MILLIS + "\n\n");
        stream.owe(found.found().names());
        stream.flush();
    }

    private void leave(Vertx vertx, EventStream stream) {
        if (streams.remove(stream) && streams.isEmpty()) {
            vertx.cancelTimer(lookTimer);
            vertx.cancelTimer(keepAliveTimer);
        }
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        aside.executeBlocking(news::look).onComplete(done -> {
            looking = false;
            if (done.succeeded()) {
                take(done.result());
            } else {
                LOG.debug("could not look for news", done.cause());
            }
        });
    }

    private void take(News.Found found) {
        head = Math.max(head, found.head());
        found.entries().forEach((seq, json) -> entries.put(seq, event("journal", seq, json)));
        while (entries.size() > News.MOST_ENTRIES) {
            entries.pollFirstEntry();
        }
        statuses.keySet().retainAll(found.names());
        found.changed().forEach((group, json) -> statuses.put(group, new Status(json, -1, null)));
        if (!found.entries().isEmpty() || !found.changed().isEmpty()) {
            for (var stream : Set.copyOf(streams)) {
                stream.owe(found.changed().keySet());
                stream.flush();
            }
        }
    }

    private void keepAlive() {
        Set.copyOf(streams).forEach(stream -> stream.keepAlive(KEEP_ALIVE));
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public Buffer entry(long seq) {
        return entries.get(seq);
    }

    @Override
    public Buffer status(String group, long id) {
        var status = statuses.get(group);
        if (status != null && status.id() != id) {
            status = new Status(status.json(), id, event("status", id, status.json()));
            statuses.put(group, status);
        }
        return status == null ? null : status.event();
    }

    /** @param json without line breaks, as {@link Json} writes it */
    static Buffer event(String name, long id, String json) {
        return Buffer.buffer("id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n");
    }
}
