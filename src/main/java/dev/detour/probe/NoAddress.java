package dev.detour.probe;

import java.io.IOException;

/** The configuration says of a region that it cannot be asked, and is DOWN. */
final class NoAddress extends IOException {
    private static final long serialVersionUID = 1L;

    NoAddress(String why) {
        super(why);
    }
}
