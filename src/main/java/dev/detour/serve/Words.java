package dev.detour.serve;

import dev.detour.decision.Timeline;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sentences of the core, made readable: it writes moments as {@code {at:<instant>}}, people read {@code 14:02}. */
public final class Words {
    private static final Pattern MOMENT = Pattern.compile("\\{at:([^}]{1,40})}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private final Timeline timeline;
    private final ZoneId zone;

    public Words(Timeline timeline, ZoneId zone) {
        this.timeline = timeline;
        this.zone = zone;
    }

    /** Null stays null; what is no moment stays as it is. */
    public String fill(String sentence) {
        return sentence == null ? null : MOMENT.matcher(sentence).replaceAll(this::moment);
    }

    private String moment(java.util.regex.MatchResult match) {
        try {
            var at = Instant.parse(match.group(1));
            var recent = Duration.between(at, timeline.now()).abs().compareTo(Duration.ofDays(1)) < 0;
            var local = timeline.toWall(at).atZone(zone);
            return Matcher.quoteReplacement((recent ? TIME : DATE_AND_TIME).format(local));
        } catch (DateTimeException e) {
            return Matcher.quoteReplacement(match.group());
        }
    }
}
