package dev.detour.simulate;

import dev.detour.config.Durations;
import dev.detour.decision.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A timeline, written by hand: lines {@code at <offset> <region|canary> up|down|unknown}, and {@code at <offset> end}. What
 * is not mentioned is up. Blank lines and what follows a {@code #} do not count.
 *
 * @param changes in order of time
 * @param end when it ends; empty when it goes on until everything has settled
 */
record Script(List<Change> changes, Optional<Duration> end) {
    static final String CANARY = "canary";
    private static final String FORM = "write at <offset> <region|canary> up|down|unknown, for example at 90s EU down";

    /** @param who a region, or {@link #CANARY} */
    record Change(Duration at, String who, Outcome outcome, int line) {}

    /**
     * Reads one.
     *
     * @param name of the file, for messages
     * @throws Malformed that names file and line
     */
    static Script read(String name, List<String> lines, Collection<String> regions) throws Malformed {
        var changes = new ArrayList<Change>();
        var end = Optional.<Duration>empty();
        for (int i = 0; i < lines.size(); i++) {
            var words = words(lines.get(i));
            var place = name + ":" + (i + 1);
            if (words.length == 3 && words[0].equals("at") && words[2].equals("end")) {
                end = Optional.of(offset(place, words[1]));
            } else if (words.length == 4 && words[0].equals("at")) {
                var who = who(place, words[2], regions);
                changes.add(new Change(offset(place, words[1]), who, outcome(place, words[3]), i + 1));
            } else if (words.length > 0) {
                throw new Malformed(place + ": not a line of a timeline; " + FORM);
            }
        }
        if (changes.isEmpty()) {
            throw new Malformed(name + ": nothing happens in it; " + FORM);
        }
        changes.sort(Comparator.comparing(Change::at));
        return new Script(List.copyOf(changes), end);
    }

    private static String[] words(String line) {
        int comment = line.indexOf('#');
        var text = (comment < 0 ? line : line.substring(0, comment)).strip();
        return text.isEmpty() ? new String[0] : text.split("\\s+");
    }

    private static Duration offset(String place, String text) throws Malformed {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Malformed(place + ": " + shown(text) + " is " + e.getMessage());
        }
    }

    private static String who(String place, String text, Collection<String> regions) throws Malformed {
        if (regions.contains(text) || text.equals(CANARY)) {
            return text;
        }
        throw new Malformed(
                place + ": no region " + shown(text) + "; known are " + String.join(", ", regions) + ", and " + CANARY);
    }

    private static Outcome outcome(String place, String text) throws Malformed {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "up" -> Outcome.UP;
            case "down" -> Outcome.DOWN;
            case "unknown" -> Outcome.UNKNOWN;
            default -> throw new Malformed(place + ": " + shown(text) + " is none of up, down, unknown; " + FORM);
        };
    }

    private static String shown(String text) {
        return '"' + text.replaceAll("\\p{C}", "?") + '"';
    }
}
