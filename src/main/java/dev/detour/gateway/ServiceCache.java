package dev.detour.gateway;

import dev.detour.config.Service;
import dev.detour.decision.Timeline;
import dev.detour.gateway.cache.Entry;
import dev.detour.gateway.cache.Filling;
import dev.detour.gateway.cache.Found.Off;
import dev.detour.gateway.cache.Question;
import dev.detour.gateway.cache.ResponseCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service's {@link ResponseCache}, as the data path asks it. */
public final class ServiceCache implements Cache {
    private final ResponseCache cache;
    private final Timeline timeline;
    /** Whether the client's own credentials go no further than the gateway, so that no answer depends on them. */
    private final boolean withoutAuthorization;

    public ServiceCache(Service service, Timeline timeline) {
        var settings = service.cache();
        this.cache = new ResponseCache(settings.ttl(), settings.size(), settings.maxEntry());
        this.timeline = timeline;
        this.withoutAuthorization =
                service.token().isPresent() || service.apiKey().isPresent();
    }

    @Override
    public Found find(Request request, Instant now) {
        var found = cache.find(question(request), now);
        if (found instanceof dev.detour.gateway.cache.Found.Hit hit) {
            return new Found.Hit(answer(hit));
        }
        return found instanceof Off ? Found.OFF : new Miss(((dev.detour.gateway.cache.Found.Miss) found).filling());
    }

    private static Answer answer(dev.detour.gateway.cache.Found.Hit hit) {
        var lines = new ArrayList<Map.Entry<String, String>>();
        hit.fields().each((name, value) -> lines.add(Map.entry(name, value)));
        lines.add(Map.entry("Age", Long.toString(hit.ageSeconds())));
        Entry entry = hit.entry();
        return new Answer(hit.status(), lines, hit.notModified() ? new byte[0] : entry.body());
    }

    @Override
    public void sent(Request request, int status) {
        cache.sent(question(request), status);
    }

    /** How many answers are kept. */
    int size() {
        return cache.size();
    }

    private Question question(Request request) {
        var lines = new ArrayList<Map.Entry<String, String>>();
        boolean hasBody = false;
        for (var field : request.headers()) {
            String name = field.getKey();
            hasBody = hasBody
                    || name.equalsIgnoreCase("Transfer-Encoding")
                    || (name.equalsIgnoreCase("Content-Length")
                            && !field.getValue().equals("0"));
            if (!withoutAuthorization || !name.equalsIgnoreCase("Authorization")) {
                lines.add(field);
            }
        }
        return new Question(request.method(), request.uri(), fields(lines), hasBody);
    }

    private static dev.detour.gateway.cache.Fields fields(List<Map.Entry<String, String>> lines) {
        return dev.detour.gateway.cache.Fields.of(lines);
    }

    private final class Miss implements Found.Miss {
        private final Optional<Filling> filling;

        Miss(Optional<Filling> filling) {
            this.filling = filling;
        }

        @Override
        public Optional<Keeper> keep(int status, Iterable<Map.Entry<String, String>> headers, Instant now) {
            var lines = new ArrayList<Map.Entry<String, String>>();
            headers.forEach(lines::add);
            return filling.filter(f -> f.head(status, fields(lines), now, timeline.toWall(now))
                            .isEmpty())
                    .map(Keeping::new);
        }
    }

    private record Keeping(Filling filling) implements Keeper {
        @Override
        public boolean add(byte[] bytes) {
            return filling.body(bytes);
        }

        @Override
        public void end() {
            filling.end();
        }
    }
}
