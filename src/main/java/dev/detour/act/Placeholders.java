package dev.detour.act;

import dev.detour.decision.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The step placeholders <code>{group} {region} {target} {from} {epoch} {trigger} {reason}</code> (SPEC §3). */
final class Placeholders {
    private static final Pattern NAMED = Pattern.compile("\\{([a-z]+)}");

    private Placeholders() {}

    /** Fills them in once: what a value brings along is never filled in again. Unknown names stay as they are. */
    static String fill(String template, Decision decision) {
        Map<String, String> values = values(decision);
        return NAMED.matcher(template)
                .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
    }

    /** By name, in the order of SPEC §6; {@code from} is empty for the first decision. */
    static Map<String, String> values(Decision decision) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("group", decision.group());
        values.put("region", decision.to());
        values.put("target", decision.target());
        values.put("from", decision.from() == null ? "" : decision.from());
        values.put("epoch", Long.toString(decision.epoch()));
        values.put("trigger", decision.trigger().wireName());
        values.put("reason", decision.reason());
        return values;
    }

    /**
     * A pattern for what {@link #fill} makes of the template for a region, whatever the decision: the other placeholders
     * stand for anything.
     */
    static Pattern anyDecision(String template, String region, String target) {
        StringBuilder regex = new StringBuilder();
        Matcher named = NAMED.matcher(template);
        int end = 0;
        while (named.find()) {
            regex.append(Pattern.quote(template.substring(end, named.start())));
            regex.append(
                    switch (named.group(1)) {
                        case "region" -> Pattern.quote(region);
                        case "target" -> Pattern.quote(target);
                        case "group", "from", "epoch", "trigger", "reason" -> ".*";
                        default -> Pattern.quote(named.group());
                    });
            end = named.end();
        }
        return Pattern.compile(regex + Pattern.quote(template.substring(end)));
    }

    static boolean namesRegion(String template) {
        return template.contains("{region}") || template.contains("{target}");
    }
}
