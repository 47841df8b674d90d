package dev.detour.gateway.cache;

/**
 * A request, as the upstream will get it, without what the gateway itself adds or takes away.
 *
 * @param method {@code GET}
 * @param uri path and query, the key; one service has one cache
 * @param fields the client's header fields; a token that was meant for the gateway is not among them
 * @param hasBody whether it carries any
 */
public record Question(String method, String uri, Fields fields, boolean hasBody) {
    boolean isGet() {
        return method.equals("GET");
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** RFC 9110, 9.2.1. */
    boolean isSafe() {
        return isGet() || isHead() || method.equals("OPTIONS") || method.equals("TRACE");
    }
}
