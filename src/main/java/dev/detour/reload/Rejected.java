package dev.detour.reload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An edit that is not taken; what ran before runs on. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLACE = Pattern.compile(
            "(?:file:)?(?<file>[^\\s:'\"]+\\.(?:camel\\.yaml|properties))(?:(?::|,? line )(?<line>[0-9]+))?");

    private final transient String file;
    private final transient int line;

    /**
     * @param file where it is wrong; null when that is no one file
     * @param line from 1; 0 when not known
     */
    public Rejected(String file, int line, String reason) {
        super(reason);
        this.file = file;
        this.line = line;
    }

    /** Reads the place from a message that names one. */
    public static Rejected of(String message) {
        // What follows the line and column of a YAML message is the text there, with a mark below.
        var reason = message.replaceFirst("(?s)\\n *(in .*?, line [0-9]+, column [0-9]+):\\n.*", " $1");
        Matcher place = PLACE.matcher(reason);
        return place.find()
                ? new Rejected(
                        place.group("file"),
                        place.group("line") == null ? 0 : Integer.parseInt(place.group("line")),
                        reason)
                : new Rejected(null, 0, reason);
    }

    /** Null when it is about no one file. */
    public String file() {
        return file;
    }

    /** 0 when not known. */
    public int line() {
        return line;
    }

    /** {@code routes/steps.camel.yaml, line 12}; empty when not known. */
    String place() {
        return file == null ? "" : file + (line > 0 ? ", line " + line : "");
    }
}
