package dev.detour.gateway.cache;

import static dev.detour.gateway.cache.Upstream.get;
import static dev.detour.gateway.cache.Upstream.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are kept, and by which rule the others are not. */
class KeptTest {
    private final Upstream upstream = new Upstream();

    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvSource(delimiter = ';', textBlock = """
        METHOD; POST; ''; 200; ''
        METHOD; PUT; ''; 200; Cache-Control: max-age=60
        METHOD; DELETE; ''; 200; ''
        METHOD; OPTIONS; ''; 200; Cache-Control: max-age=60
        METHOD; HEAD; ''; 200; Cache-Control: max-age=60
        METHOD; get; ''; 200; Cache-Control: max-age=60
        AUTHORIZATION; GET; Authorization: Bearer t; 200; Cache-Control: public, max-age=60
        AUTHORIZATION; GET; proxy-authorization: Basic x; 200; Cache-Control: public
        COOKIE; GET; Cookie: session=1; 200; Cache-Control: public, max-age=60
        RANGE; GET; Range: bytes=0-1; 206; Cache-Control: max-age=60
        RANGE; GET; If-Range: "a"; 200; ''
        PRECONDITION; GET; If-Match: "a"; 200; ''
        PRECONDITION; GET; If-Unmodified-Since: Fri, 20 Nov 2026 08:00:00 GMT; 200; ''
        REQUEST_NO_STORE; GET; Cache-Control: no-store; 200; ''
        REQUEST_NO_STORE; GET; cache-control: max-age=5, NO-STORE; 200; ''
        STATUS; GET; ''; 206; Cache-Control: max-age=60
        STATUS; GET; ''; 302; Cache-Control: max-age=60
        STATUS; GET; ''; 304; Cache-Control: max-age=60
        STATUS; GET; ''; 400; Cache-Control: max-age=60
        STATUS; GET; ''; 401; ''
        STATUS; GET; ''; 404; Cache-Control: public, max-age=60
        STATUS; GET; ''; 429; ''
        STATUS; GET; ''; 500; Cache-Control: max-age=60
        STATUS; GET; ''; 503; ''
        NO_STORE; GET; ''; 200; Cache-Control: no-store
        NO_STORE; GET; ''; 200; Cache-Control: max-age=60 | Cache-Control: No-Store
        NO_STORE; GET; ''; 200; Cache-Control: must-understand, no-store, max-age=60
        NO_STORE; GET; ''; 200; Cache-Control: foo="unended, no-store
        PRIVATE; GET; ''; 200; Cache-Control: private
        PRIVATE; GET; ''; 200; Cache-Control: max-age=60, private="X-A, X-B"
        NO_CACHE; GET; ''; 200; Cache-Control: no-cache
        NO_CACHE; GET; ''; 200; Cache-Control: max-age=60, no-cache="Set-Cookie"
        SET_COOKIE; GET; ''; 200; Cache-Control: public, max-age=60 | Set-Cookie: a=b
        VARY; GET; ''; 200; Cache-Control: max-age=60 | Vary: *
        VARY; GET; ''; 200; Vary: Accept | Vary: Accept-Language , *
        NOT_FRESH; GET; ''; 200; Cache-Control: max-age=0
        NOT_FRESH; GET; ''; 200; Cache-Control: s-maxage=0, max-age=60
        NOT_FRESH; GET; ''; 200; Cache-Control: max-age=five
        NOT_FRESH; GET; ''; 200; Cache-Control: max-age=-1
        NOT_FRESH; GET; ''; 200; Cache-Control: max-age=60, max-age=0
        NOT_FRESH; GET; ''; 200; Cache-Control: max-age=60 | Age: 60
        NOT_FRESH; GET; ''; 200; Expires: 0
        NOT_FRESH; GET; ''; 200; Expires: Fri, 20 Nov 2026 07:59:59 GMT | Date: Fri, 20 Nov 2026 08:00:00 GMT
        NOT_FRESH; GET; ''; 200; Expires: Fri, 20 Nov 2026 08:00:00 GMT
        NOT_FRESH; GET; ''; 200; Expires: Fri, 20 Nov 2027 08:00:00 GMT | Expires: Fri, 20 Nov 2028 08:00:00 GMT
        NOT_FRESH; GET; ''; 200; Age: 61
        TOO_LARGE; GET; ''; 200; Content-Length: 70000
        """)
    void isNotKeptBy(Rule rule, String method, String asked, int status, String answered) {
        assertThat(upstream.ask(request(method, "/a", asked), status, answered, "x"))
                .contains(rule);
        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308})
    void isKeptByStatus(int status) {
        assertThat(upstream.ask(get("/a", ""), status, "", "x")).isEmpty();
        assertThat(upstream.found(get("/a", ""))).isEqualTo("hit " + status + " 0 x");
    }

    @Test
    void bodyOfARequestIsNoPartOfTheKey() {
        var fat = new Question("GET", "/a", Upstream.fields("Content-Length: 3"), true);

        assertThat(upstream.ask(fat, 200, "", "x")).contains(Rule.BODY);
    }

    @Test
    void bodyThatGrowsTooLongIsDropped() {
        var small = new Upstream(10, 100);

        assertThat(small.ask(get("/a", ""), 200, "", "x".repeat(101))).contains(Rule.TOO_LARGE);
        assertThat(small.found(get("/a", ""))).isEqualTo("miss");
        assertThat(small.ask(get("/a", ""), 200, "", "x".repeat(100))).isEmpty();
    }

    @Test
    void bodyThatDoesNotEndIsNotKept() {
        var filling = ((Found.Miss) upstream.find(get("/a", ""))).filling().orElseThrow();
        filling.head(200, Upstream.fields(""), upstream.now, Upstream.WALL);
        filling.body(new byte[3]);

        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
    }

    @Test
    void headOfASecondAttemptTakesThePlaceOfTheFirst() {
        var filling = ((Found.Miss) upstream.find(get("/a", ""))).filling().orElseThrow();
        filling.head(200, Upstream.fields(""), upstream.now, Upstream.WALL);
        filling.body("half".getBytes());

        assertThat(upstream.answer(filling, 200, "", "whole")).isEmpty();
        assertThat(upstream.found(get("/a", ""))).isEqualTo("hit 200 0 whole");
    }

    @Test
    void connectionsFieldsAreNotKept() {
        upstream.ask(
                get("/a", ""), 200, "Connection: close|Keep-Alive: 5|Age: 3|Content-Length: 1|ETag: \"e\"|X-A: b", "x");

        var hit = (Found.Hit) upstream.find(get("/a", ""));
        assertThat(Upstream.names(hit.fields())).containsExactly("ETag", "X-A");
        assertThat(hit.ageSeconds()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource({
        "POST, 200, miss", "POST, 303, miss", "PUT, 204, miss", "DELETE, 204, miss", "PATCH, 200, miss",
        "PURGE, 200, miss", "POST, 500, miss", "POST, 0, miss", "POST, 404, hit 200 0 x", "POST, 422, hit 200 0 x",
        "GET, 200, hit 200 0 x", "HEAD, 200, hit 200 0 x", "OPTIONS, 200, hit 200 0 x"
    })
    void changeDropsWhatIsKeptOfItsUrl(String method, int status, String then) {
        upstream.ask(get("/a?b=1", ""), 200, "", "x");
        upstream.ask(get("/other", ""), 200, "", "y");

        upstream.cache.sent(request(method, "/a?b=1", ""), status);

        assertThat(upstream.found(get("/a?b=1", ""))).isEqualTo(then);
        assertThat(upstream.found(get("/other", ""))).isEqualTo("hit 200 0 y");
    }

    @Test
    void answerAskedForBeforeAChangeIsNotKeptAfterIt() {
        var filling = ((Found.Miss) upstream.find(get("/a", ""))).filling().orElseThrow();
        filling.head(200, Upstream.fields(""), upstream.now, Upstream.WALL);

        upstream.cache.sent(request("PUT", "/a", ""), 204);

        assertThat(filling.end()).isFalse();
        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
    }

    @Test
    void tenThousandPathsLeaveSizeAnswers() {
        for (int i = 0; i < 10_000; i++) {
            upstream.ask(get("/random/" + i, ""), 200, "", "x".repeat(1000));
        }

        assertThat(upstream.cache.size()).isBetween(1, 100);
    }

    @Test
    void tenThousandVariantsOfOnePathAreBoundedToo() {
        for (int i = 0; i < 10_000; i++) {
            upstream.ask(get("/a", "X-Forwarded-For: 10.0." + i / 256 + "." + i % 256), 200, "", "x");
        }

        assertThat(upstream.cache.size()).isBetween(1, 16);
        assertThat(upstream.found(get("/a", "X-Forwarded-For: 10.0.39.15"))).isEqualTo("hit 200 0 x");
    }

    @Test
    void oneAnswerIsRoomEnough() {
        var one = new Upstream(1, 1000);
        assertThat(one.ask(get("/a", "X-A: 1"), 200, "", "x")).isEqualTo(Optional.empty());
        assertThat(one.ask(get("/a", "X-A: 2"), 200, "", "y")).isEqualTo(Optional.empty());

        assertThat(one.found(get("/a", "X-A: 2"))).isEqualTo("hit 200 0 y");
        assertThat(one.cache.size()).isEqualTo(1);
    }
}
