package dev.detour.gateway.cache;

/** Why an answer is not kept, or a request has nothing to do with the cache; {@code doc/gateway.md} lists them. */
public enum Rule {
    METHOD("only GET is kept, and HEAD answered from it (RFC 9111, 3)"),
    BODY("a GET with a body is not what its URL says (RFC 9110, 9.3.1)"),
    AUTHORIZATION("an answer to credentials is for who sent them (RFC 9111, 3.5)"),
    COOKIE("an answer to a cookie is for who sent it"),
    RANGE("parts are neither kept nor made (RFC 9111, 3.3)"),
    PRECONDITION("If-Match and If-Unmodified-Since are the upstream's to judge (RFC 9111, 4.3.2)"),
    REQUEST_NO_STORE("the request says no-store (RFC 9111, 5.2.1.5)"),
    STATUS("kept are 200, 203, 204, 300, 301 and 308: errors never, nor parts"),
    NO_STORE("the answer says no-store (RFC 9111, 5.2.2.5)"),
    PRIVATE("the answer says private (RFC 9111, 5.2.2.7)"),
    NO_CACHE("the answer says no-cache: it would be asked for again each time (RFC 9111, 5.2.2.4)"),
    SET_COOKIE("an answer that sets a cookie is for who gets it"),
    VARY("the answer varies by more than the request (RFC 9111, 4.1)"),
    NOT_FRESH("the answer is stale when it comes (RFC 9111, 4.2)"),
    TOO_LARGE("longer than max-entry");

    private final String reason;

    Rule(String reason) {
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
