package dev.detour.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One client of {@link Events}. It is written to as fast as it reads: entries of the journal wait where all streams
 * share them, and of a group only the newest status is owed. On the event loop only.
 */
final class EventStream {
    private static final int MOST_UNREAD_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final Feed feed;
    private final SortedMap<Long, String> missed;
    private final Set<String> owed = new LinkedHashSet<>();
    private long seq;
    private boolean stuck;

    /** What all streams share. */
    interface Feed {
        long head();

        /** The entry of this sequence as an event; null when it is no longer kept. */
        Buffer entry(long seq);

        /** The newest status of a group as an event; null when there is no such group any more. */
        Buffer status(String group, long id);
    }

    /**
     * @param seq up to which entry the client knows the journal, once it was told what it missed
     * @param missed entries to begin with, by sequence, as JSON
     */
    EventStream(HttpServerRequest request, Feed feed, long seq, SortedMap<Long, String> missed) {
        this.response = request.response().setChunked(true);
        this.connection = request.connection();
        this.feed = feed;
        this.seq = seq;
        this.missed = new TreeMap<>(missed);
        response.setWriteQueueMaxSize(MOST_UNREAD_BYTES);
        response.drainHandler(drained -> flush());
    }

    void owe(Collection<String> groups) {
        owed.addAll(groups);
    }

    /** Writes what the client has not got, as far as it reads. */
    void flush() {
        while (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            stuck = false;
            if (!missed.isEmpty()) {
                var first = missed.firstKey();
                write(Events.event("journal", first, missed.remove(first)));
            } else if (seq < feed.head()) {
                next();
            } else if (!owed.isEmpty()) {
                var group = owed.iterator().next();
                owed.remove(group);
                write(feed.status(group, seq));
            } else {
                return;
            }
        }
    }

    /** One who fell too far behind comes back and says where it was. */
    private void next() {
        var entry = feed.entry(++seq);
        if (entry == null) {
            response.end();
        } else {
            write(entry);
        }
    }

    private void write(Buffer event) {
        if (event != null) {
            var unused = response.write(event);
        }
    }

    /** To be called every now and then; a client that has not read a byte since the last call is ended. */
    void keepAlive(Buffer comment) {
        if (!response.writeQueueFull()) {
            write(comment);
        } else if (stuck) {
            Http.cut(connection);
        } else {
            stuck = true;
        }
    }
}
