package dev.detour.probe;

import java.io.IOException;

/** Something of our own is broken; says nothing about the region. */
final class LocalFault extends IOException {
    private static final long serialVersionUID = 1L;

    LocalFault(String text, Throwable cause) {
        super(text, cause);
    }
}
