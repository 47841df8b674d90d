package dev.detour.act;

import java.nio.charset.StandardCharsets;

/** The last 64 KB of a command's output. Safe from any thread. */
final class OutputRing {
    static final int BYTES = 64 * 1024;

    private final byte[] ring = new byte[BYTES];
    private long total;

    synchronized void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (total++ % BYTES)] = bytes[i];
        }
    }

    synchronized byte[] bytes() {
        byte[] kept = new byte[(int) Math.min(total, BYTES)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = ring[(int) ((total - kept.length + i) % BYTES)];
        }
        return kept;
    }

    /** The last line that is not blank, fit for a log; empty when there is none. */
    String lastLine() {
        String[] lines = new String(bytes(), StandardCharsets.UTF_8).strip().split("\\R");
        return Printable.of(lines[lines.length - 1].strip());
    }
}
