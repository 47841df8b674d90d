package dev.detour.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The answers of one service that may be given again (RFC 9111, as a shared cache; {@code doc/gateway.md} lists the rules
 * kept). It holds at most {@code size} answers with bodies of at most {@code maxEntry} bytes. Nothing stale is ever
 * given, so nothing is ever validated. For any thread; nothing here waits. Times are on one timeline
 * that never steps, unless said otherwise.
 */
public final class ResponseCache {
    private static final int MOST_VARIANTS = 16;
    private static final int MARKS = 1024;

    private final Duration ttl;
    private final int maxEntry;
    private final int mostVariants;
    private final Cache<String, List<Entry>> entries;
    /** Counted up with each change of a URL, so that an answer asked for before is not kept after. */
    private final AtomicIntegerArray marks = new AtomicIntegerArray(MARKS);

    /**
     * @param ttl how long an answer that does not say is fresh
     * @param size most answers, from 1
     * @param maxEntry most bytes of a body, from 1
     */
    public ResponseCache(Duration ttl, int size, int maxEntry) {
        this.ttl = ttl;
        this.maxEntry = maxEntry;
        this.mostVariants = Math.min(size, MOST_VARIANTS);
        this.entries = Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((String uri, List<Entry> variants) -> variants.size())
                // Its upkeep is done by who comes along: no thread of its own.
                .executor(Runnable::run)
                .build();
    }

    /** Whether there is an answer for the request. */
    public Found find(Question question, Instant now) {
        var directives = Directives.of(question.fields());
        Optional<Rule> refusal = refusal(question, directives);
        if (refusal.isPresent()) {
            return new Found.Off(refusal.get());
        }
        Optional<Entry> entry = asksAnew(question.fields(), directives)
                ? Optional.empty()
                : variant(question).filter(e -> e.mayAnswer(directives, now));
        return entry.<Found>map(e -> hit(e, question.fields(), now)).orElseGet(() -> miss(question, now));
    }

    private Found miss(Question question, Instant now) {
        return new Found.Miss(
                question.isGet()
                        ? Optional.of(new Filling(this, question, now, marks.get(slot(question.uri()))))
                        : Optional.empty());
    }

    private static Found hit(Entry entry, Fields request, Instant now) {
        boolean notModified = entry.status() == 200 && Conditions.notModified(request, entry.fields());
        return new Found.Hit(entry, notModified, entry.age(now).toSeconds());
    }

    private static Optional<Rule> refusal(Question question, Directives directives) {
        Fields fields = question.fields();
        Rule rule = null;
        if (!question.isGet() && !question.isHead()) {
            rule = Rule.METHOD;
        } else if (question.hasBody()) {
            rule = Rule.BODY;
        } else if (fields.has("Authorization") || fields.has("Proxy-Authorization")) {
            rule = Rule.AUTHORIZATION;
        } else if (fields.has("Cookie")) {
            rule = Rule.COOKIE;
        } else if (fields.has("Range") || fields.has("If-Range")) {
            rule = Rule.RANGE;
        } else if (fields.has("If-Match") || fields.has("If-Unmodified-Since")) {
            rule = Rule.PRECONDITION;
        } else if (directives.has("no-store")) {
            rule = Rule.REQUEST_NO_STORE;
        }
        return Optional.ofNullable(rule);
    }

    /** RFC 9111, 5.2.1.4 and 5.4. */
    private static boolean asksAnew(Fields request, Directives directives) {
        return directives.has("no-cache")
                || (directives.isEmpty()
                        && request.joined("Pragma").toLowerCase(Locale.ROOT).contains("no-cache"));
    }

    private Optional<Entry> variant(Question question) {
        List<Entry> variants = entries.getIfPresent(question.uri());
        if (variants == null) {
            return Optional.empty();
        }
        String own = Variant.own(question.fields());
        return variants.stream()
                .filter(entry -> entry.variant().fits(own, question.fields()))
                .findFirst();
    }

    /**
     * To be told of every request that was sent to an upstream, once it is known what came of it: a change drops what is
     * kept of its URL (RFC 9111, 4.4). A request that nobody knows the end of may have changed something.
     *
     * @param status of the answer; 0 when there was none
     */
    public void sent(Question question, int status) {
        boolean refused = status >= 400 && status < 500;
        if (!question.isSafe() && !refused) {
            marks.incrementAndGet(slot(question.uri()));
            entries.invalidate(question.uri());
        }
    }

    /** @param mark of the URL when the answer was asked for */
    boolean keep(String uri, Entry entry, int mark) {
        var kept = new boolean[1];
        entries.asMap().compute(uri, (key, variants) -> {
            if (marks.get(slot(uri)) != mark) {
                return variants;
            }
            kept[0] = true;
            return Entry.with(variants == null ? List.of() : variants, entry, mostVariants);
        });
        return kept[0];
    }

    private static int slot(String uri) {
        return Math.floorMod(uri.hashCode(), MARKS);
    }

    Duration ttl() {
        return ttl;
    }

    int maxEntry() {
        return maxEntry;
    }

    /** How many answers are kept. */
    public int size() {
        entries.cleanUp();
        return entries.asMap().values().stream().mapToInt(List::size).sum();
    }
}
