package dev.detour.reload;

import dev.detour.config.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An edit that is not taken; what ran before runs on. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLACE = Pattern.compile(
            "(?:file:)?(?<file>[^\\s:'\"]+\\.(?:camel\\.yaml|properties))(?:(?::|,? line )(?<line>[0-9]+))?");

    /** A line and column of a YAML message; behind it stands the text there, with a sign below, which says nothing more. */
    private static final Pattern MARK =
            Pattern.compile("(?s)\\n *(in [^\\n]*, line [0-9]+, column [0-9]+):\\n.*?\\n *\\^ *(?:\\n *|$)");

    private final transient String file;
    private final transient int line;
    private final transient boolean forNow;

    /**
     * @param file where it is wrong; null when that is no one file
     * @param line from 1; 0 when not known
     */
    public Rejected(String file, int line, String reason) {
        this(file, line, reason, false);
    }

    private Rejected(String file, int line, String reason, boolean forNow) {
        super(reason);
        this.file = file;
        this.line = line;
        this.forNow = forNow;
    }

    /** By what the groups do now, not by what it says: it may be taken once they moved on. */
    static Rejected forNow(String file, int line, String reason) {
        return new Rejected(file, line, reason, true);
    }

    /** Reads the place from a message that names one; of several places in a YAML file, the last is where it is wrong. */
    public static Rejected of(String message) {
        var marks = MARK.matcher(message);
        boolean yaml = marks.find();
        var reason = yaml ? marks.replaceAll(" $1; ").strip().replaceFirst(";$", "") : message;
        Rejected found = null;
        Matcher place = PLACE.matcher(reason);
        while ((found == null || yaml) && place.find()) {
            var line = place.group("line");
            found = new Rejected(place.group("file"), line == null ? 0 : Integer.parseInt(line), reason);
        }
        return found == null ? new Rejected(null, 0, reason) : found;
    }

    /** All of them in one, at the place of the first. */
    public static Rejected of(List<Problem> problems) {
        var first = problems.get(0);
        return new Rejected(
                first.file().isEmpty() ? null : first.file(),
                first.line(),
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    /** Null when it is about no one file. */
    public String file() {
        return file;
    }

    /** 0 when not known. */
    public int line() {
        return line;
    }

    /** Whether it may be taken once the groups moved on. */
    boolean isForNow() {
        return forNow;
    }

    /** {@code routes/steps.camel.yaml, line 12}; empty when not known. */
    String place() {
        return file == null ? "" : file + (line > 0 ? ", line " + line : "");
    }
}
