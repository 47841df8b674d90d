package dev.detour.faults;

import java.util.Optional;

/**
 * A row of the catalogue.
 *
 * @param later why it has no test yet; empty for a row that must have one
 */
record Row(String id, String group, String fault, String right, Optional<String> later) {}
