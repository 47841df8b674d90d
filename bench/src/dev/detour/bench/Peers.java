package dev.detour.bench;

import java.nio.file.Path;

/** What others need for the same. */
final class Peers {
    Peers(Path work, boolean quick) {}

    void measure() {}
}
