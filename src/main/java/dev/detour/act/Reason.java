package dev.detour.act;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What went wrong, in words for people. */
final class Reason {
    private Reason() {}

    /** The innermost cause, without the paths that Java puts before it. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof FileSystemException)) {
            cause = cause.getCause();
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
