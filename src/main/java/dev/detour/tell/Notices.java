package dev.detour.tell;

import dev.detour.config.Instants;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;
import dev.detour.decision.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Bean {@code detourNotices}: makes of a notice what the notify routes send. Safe from any thread. */
public final class Notices {
    private final Timeline timeline;
    private final Function<String, Optional<GroupView>> groups;
    private final UnaryOperator<String> words;

    /**
     * @param groups how a group is now
     * @param words fills in the core's moments
     */
    public Notices(Timeline timeline, Function<String, Optional<GroupView>> groups, UnaryOperator<String> words) {
        this.timeline = timeline;
        this.groups = groups;
        this.words = words;
    }

    /** For a webhook, or anything else that takes JSON. */
    public NoticeMessage message(Notice notice) {
        var account = Account.of(notice, notice.group() == null ? Optional.empty() : groups.apply(notice.group()));
        var event = notice.event().wireName();
        return new NoticeMessage(
                id(notice, event),
                notice.group(),
                notice.region(),
                notice.epoch(),
                event,
                notice.level().name(),
                words.apply(notice.message()),
                words.apply(account.why()),
                account.since().map(this::wall).orElse(null),
                words.apply(account.done()),
                account.next(),
                wall(timeline.now()));
    }

    /** Of what is told, not of when: a receiver that got it twice can tell. */
    private static String id(Notice notice, String event) {
        return "%s-%s-%s-%08x"
                .formatted(
                        notice.group(), notice.epoch(), event, notice.message().hashCode());
    }

    private String wall(Instant at) {
        return Instants.text(timeline.toWall(at));
    }

    /** For {@code datadog:events}. What belongs to one decision is shown as one there. */
    public Map<String, Object> event(Notice notice) {
        var message = message(notice);
        var event = new LinkedHashMap<String, Object>();
        event.put("title", message.title());
        event.put("text", message.message() + message.lines());
        event.put("alert_type", alertType(notice));
        event.put("aggregation_key", "detour-" + message.group() + "-" + message.epoch());
        event.put("tags", tags(message));
        return event;
    }

    private static String alertType(Notice notice) {
        return switch (notice.level()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case DEBUG -> "info";
            case INFO -> notice.event() == dev.detour.decision.EventKind.VERIFIED ? "success" : "info";
        };
    }

    private static List<String> tags(NoticeMessage message) {
        var tags = new ArrayList<String>();
        tags.add("event:" + message.event());
        if (message.group() != null) {
            tags.add("group:" + message.group());
        }
        if (message.region() != null) {
            tags.add("region:" + message.region());
        }
        return tags;
    }

    /** For {@code notify-exec}: the message's fields as variables {@code DETOUR_…}; those without a value are empty. */
    public Map<String, String> environment(Notice notice) {
        var message = message(notice);
        var environment = new LinkedHashMap<String, String>();
        put(environment, "TEXT", message.plain());
        put(environment, "ID", message.id());
        put(environment, "GROUP", message.group());
        put(environment, "REGION", message.region());
        put(environment, "EPOCH", message.epoch());
        put(environment, "EVENT", message.event());
        put(environment, "LEVEL", message.level());
        put(environment, "MESSAGE", message.message());
        put(environment, "WHY", message.why());
        put(environment, "SINCE", message.since());
        put(environment, "DONE", message.done());
        put(environment, "NEXT", message.next());
        put(environment, "AT", message.at());
        return environment;
    }

    private static void put(Map<String, String> environment, String name, Object value) {
        environment.put(
                "DETOUR_" + name, value == null ? "" : String.valueOf(value).replace("\0", ""));
    }

    /**
     * Judges the webhook's answer.
     *
     * @throws RefusedException when it would say the same again
     * @throws UndeliveredException when it may take it the next time; its URL, which is a secret, is not named
     */
    public void delivered(int status) {
        if (status < 200 || status > 299) {
            var words = "the webhook answered with HTTP status " + status;
            boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
            if (passing) {
                throw new UndeliveredException(words);
            }
            throw new RefusedException(words);
        }
    }
}
