package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.store.Store;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Finds what is new since the last look, for {@link Events}. May read the journal's file; one thread at a time. */
final class News {
    /** The most entries of one look, and the most that are kept for streams that lag. */
    static final int MOST_ENTRIES = 256;
    /** The most that one who comes back is told of what was missed. */
    static final int MOST_MISSED = 1000;

    private final Groups groups;
    private final Snapshots snapshots;
    private final Api.Past past;
    private final LongSupplier newest;
    private final Map<String, String> seen = new HashMap<>();
    private long head = -1;

    /** @param newest the sequence of the journal's newest entry */
    News(Groups groups, Snapshots snapshots, Api.Past past, LongSupplier newest) {
        this.groups = groups;
        this.snapshots = snapshots;
        this.past = past;
        this.newest = newest;
    }

    /**
     * What one look found.
     *
     * @param head the sequence of the newest entry
     * @param entries new ones by sequence, as JSON; with gaps below when there were too many
     * @param names of all groups, in order
     * @param changed groups that changed, as JSON
     */
    record Found(long head, SortedMap<Long, String> entries, List<String> names, Map<String, String> changed) {}

    /** @param missed entries that a client has not seen, up to {@code found}'s head, oldest first, as JSON by sequence */
    record Return(Found found, SortedMap<Long, String> missed) {}

    Found look() throws IOException {
        var end = newest.getAsLong();
        var from = head < 0 ? end : head;
        var entries = from < end ? after(from, MOST_ENTRIES) : Collections.<Long, String>emptySortedMap();
        head = entries.isEmpty() ? Math.max(from, head) : entries.lastKey();
        var names = List.copyOf(groups.names());
        seen.keySet().retainAll(names);
        var changed = new LinkedHashMap<String, String>();
        for (var name : names) {
            snapshots.group(name).filter(json -> differs(name, json)).ifPresent(json -> changed.put(name, json));
        }
        return new Found(head, entries, names, changed);
    }

    /** An unchanged group is the same object. */
    @SuppressWarnings("ReferenceEquality")
    private boolean differs(String name, String json) {
        return seen.put(name, json) != json;
    }

    /** For a client that comes back. @param last the newest entry that it has seen, if it says so */
    Return since(Optional<Long> last) throws IOException {
        var found = look();
        var missed = last.isPresent() && last.get() < head
                ? after(last.get(), MOST_MISSED).headMap(head + 1)
                : Collections.<Long, String>emptySortedMap();
        return new Return(found, missed);
    }

    private SortedMap<Long, String> after(long seq, int most) throws IOException {
        var entries = new TreeMap<Long, String>();
        for (Store.Stored stored : past.history(Optional.empty(), most, Long.MAX_VALUE)) {
            if (stored.seq() > seq) {
                entries.put(stored.seq(), Json.write(snapshots.viewer().history(stored)));
            }
        }
        return entries;
    }
}
