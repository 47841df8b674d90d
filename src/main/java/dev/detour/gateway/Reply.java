package dev.detour.gateway;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;

/**
 * An answer to a caller within the program.
 *
 * @param headers end-to-end ones, names in any case
 */
public record Reply(int status, MultiMap headers, byte[] body) {
    /** Whether this is the gateway's own word that every upstream failed. */
    boolean allFailed() {
        return status == 502 && !headers.contains(Fields.UPSTREAM);
    }

    /** As UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
