package dev.detour.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.config.Durations;
import dev.detour.decision.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator asks of a group, as it came in JSON (SPEC §8). Fields that a verb does not need are ignored; unknown
 * ones and wrong types are refused, so that a slip of the pen never becomes another request.
 */
record Request(
        Optional<String> region,
        Optional<String> reason,
        boolean force,
        boolean dryRun,
        Optional<Duration> duration,
        Optional<Long> epoch,
        Optional<Long> expectEpoch) {
    private static final Set<String> FIELDS =
            Set.of("region", "reason", "force", "dryRun", "for", "epoch", "expectEpoch");
    private static final Set<String> VERBS =
            new TreeSet<>(Set.of("switch", "pause", "resume", "pin", "unpin", "approve", "rearm", "reapply"));
    private static final int LONGEST_REASON = 500;

    /** @throws Refusal 400 */
    static Request parse(byte[] body) {
        var json = read(body);
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw bad(
                        "unknown field \"" + Texts.shown(name) + "\"",
                        "the fields are " + String.join(", ", new TreeSet<>(FIELDS)));
            }
        });
        return new Request(
                text(json, "region"),
                text(json, "reason").map(r -> Texts.oneLine(r, LONGEST_REASON)),
                flag(json, "force"),
                flag(json, "dryRun"),
                text(json, "for").map(Request::duration),
                number(json, "epoch"),
                number(json, "expectEpoch"));
    }

    /** @throws Refusal 400 or 404 */
    Event.Operator asEvent(String verb, String by) {
        var asked = new Event.Asked(by, reason, expectEpoch, dryRun);
        return switch (verb) {
            case "switch" -> new Event.Switch(asked, needed(region, "region", "\"EU\""), force);
            case "pause" -> new Event.Pause(asked, duration);
            case "resume" -> new Event.Resume(asked);
            case "pin" -> new Event.Pin(asked, needed(region, "region", "\"EU\""), duration, force);
            case "unpin" -> new Event.Unpin(asked);
            case "approve" -> new Event.Approve(asked, needed(epoch, "epoch", "7"));
            case "rearm" -> new Event.Rearm(asked);
            case "reapply" -> new Event.Reapply(asked);
            case "explain", "history" -> throw new Refusal(405, "this path only reads", "use GET");
            default ->
                throw new Refusal(
                        404, "there is no \"" + Texts.shown(verb) + "\" here", "there are " + String.join(", ", VERBS));
        };
    }

    private static JsonNode read(byte[] body) {
        try {
            var json = Json.read(body.length == 0 ? new byte[] {'{', '}'} : body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw bad("the body is no JSON" + where, "send an object such as {\"region\":\"EU\"}");
        } catch (IOException e) {
            throw bad("the body is no JSON: not UTF-8", "send an object such as {\"region\":\"EU\"}");
        }
        throw bad("the body is no JSON object", "send an object such as {\"region\":\"EU\"}");
    }

    private static Optional<String> text(JsonNode json, String name) {
        return present(json, name).map(v -> {
            if (!v.isTextual() || v.textValue().isBlank()) {
                throw bad("\"" + name + "\" must be a text", "such as " + ("for".equals(name) ? "\"2h\"" : "\"EU\""));
            }
            return v.textValue();
        });
    }

    private static boolean flag(JsonNode json, String name) {
        return present(json, name)
                .map(v -> {
                    if (!v.isBoolean()) {
                        throw bad("\"" + name + "\" must be true or false", "without quotes");
                    }
                    return v.booleanValue();
                })
                .orElse(false);
    }

    private static Optional<Long> number(JsonNode json, String name) {
        return present(json, name).map(v -> {
            if (!v.isIntegralNumber() || !v.canConvertToLong() || v.longValue() < 0) {
                throw bad("\"" + name + "\" must be a whole number, 0 or more", "such as 7, without quotes");
            }
            return v.longValue();
        });
    }

    private static Optional<JsonNode> present(JsonNode json, String name) {
        return Optional.ofNullable(json.get(name)).filter(v -> !v.isNull());
    }

    private static Duration duration(String text) {
        try {
            var duration = Durations.parse(text);
            if (duration.isZero()) {
                throw bad("\"for\" must be longer than nothing", "such as \"2h\"");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw bad("\"for\": \"" + Texts.shown(text) + "\" is no duration", "write 10s, 2h, 1h30m or 1d");
        }
    }

    private static <T> T needed(Optional<T> value, String name, String example) {
        return value.orElseThrow(() -> bad("\"" + name + "\" is missing", "send {\"" + name + "\":" + example + "}"));
    }

    private static Refusal bad(String error, String hint) {
        return new Refusal(400, error, hint);
    }
}
