package dev.detour.store;

import java.io.IOException;
import java.nio.file.Path;

/** A data directory that cannot be used. The message says which file, what is wrong, and what to do; nothing was changed. */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why it cannot be used. */
    public enum Kind {
        /** Another process, or another part of this one, has it open. */
        LOCKED,
        /** What is written there contradicts itself or lacks its end. */
        DAMAGED,
        /** A newer Detour wrote it. */
        NEWER_SCHEMA,
        /** No directory, not ours, not writable. */
        UNUSABLE
    }

    private final Kind kind;

    DataException(Kind kind, String message) {
        this(kind, message, null);
    }

    DataException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static DataException damaged(Path file, String what) {
        var directory = file.toAbsolutePath().getParent();
        return new DataException(
                Kind.DAMAGED,
                file + ": " + what + ". Nothing was changed. Put back a copy of the whole directory, or move it away ("
                        + "mv " + directory + " " + directory + ".damaged) to begin with a new one;"
                        + " then the decisions in it are forgotten.");
    }

    static DataException newer(Path file, long schema, int known) {
        return new DataException(
                Kind.NEWER_SCHEMA,
                file + ": its schema is " + schema + ", this program knows up to " + known
                        + ". A newer Detour wrote it: run that one, or name another directory in detour.data.");
    }
}
