package dev.detour;

import dev.detour.cli.Exit;
import dev.detour.cli.Failure;
import dev.detour.cli.Verbs;
import dev.detour.config.Instants;
import dev.detour.config.Settings;
import dev.detour.decision.Region;
import dev.detour.simulate.Happening;
import dev.detour.simulate.Malformed;
import dev.detour.simulate.Play;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The verb {@code simulate}: what would this configuration have done? Reads, computes, prints; touches nothing. */
final class SimulateVerb {
    private SimulateVerb() {}

    static int run(Settings settings, Verbs.Simulate options) {
        var group = Choice.group(settings, options.group());
        var regions = group.rules().regions().stream().map(Region::name).toList();
        Choice.requireRegion(regions, options.from());
        try {
            var play = Play.of(group, options.files(), options.from());
            play.remarks().forEach(remark -> options.err().println("note: " + remark));
            if (options.json()) {
                options.out().println(Json.of(json(group.name(), play)));
            } else {
                print(play, options.out(), options.err());
            }
            return Exit.FINE;
        } catch (Malformed e) {
            throw new Failure(Exit.USAGE, e.getMessage());
        }
    }

    private static void print(Play play, PrintStream out, PrintStream err) {
        play.happenings().forEach(h -> out.println(time(play, h.at()) + "  " + wide(h.event()) + "  " + text(h)));
        long decisions =
                play.happenings().stream().filter(Happening::isDecision).count();
        var active = play.end().active() == null ? "no region" : play.end().active();
        err.println(count(decisions) + "; " + active + " in use at the end, "
                + time(play, play.endedAt()).strip() + (play.recorded() ? "" : " after the start") + ".");
    }

    private static String count(long decisions) {
        return decisions == 0 ? "No decision" : decisions + " decision" + (decisions == 1 ? "" : "s");
    }

    private static String wide(String event) {
        return String.format("%-15s", event);
    }

    private static String text(Happening h) {
        return h.isDecision() ? "#" + h.epoch() + " " + h.text() : h.text();
    }

    /** By the wall clock of the record, else since the beginning: {@code 0:04:10.2}. */
    private static String time(Play play, Instant at) {
        if (play.recorded()) {
            return Instants.text(at);
        }
        var t = Duration.between(play.begin(), at);
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%d",
                t.toHours(),
                t.toMinutesPart(),
                t.toSecondsPart(),
                t.toMillisPart() / 100);
    }

    private static Map<String, Object> json(String group, Play play) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("group", group);
        answer.put(
                "happenings", play.happenings().stream().map(h -> json(play, h)).toList());
        answer.put("active", play.end().active());
        answer.put("epoch", play.end().epoch());
        answer.put("seconds", seconds(play, play.endedAt()));
        answer.put("notes", List.copyOf(play.remarks()));
        return answer;
    }

    private static Map<String, Object> json(Play play, Happening h) {
        var row = new LinkedHashMap<String, Object>();
        row.put("seconds", seconds(play, h.at()));
        if (play.recorded()) {
            row.put("at", Instants.text(h.at()));
        }
        row.put("event", h.event());
        row.put("region", h.region());
        if (h.isDecision()) {
            row.put("epoch", h.epoch());
            row.put("trigger", h.trigger());
            row.put("from", h.from());
        }
        row.put("text", h.text());
        return row;
    }

    private static double seconds(Play play, Instant at) {
        return Duration.between(play.begin(), at).toMillis() / 1000.0;
    }
}
