package dev.detour.gateway.cache;

import static dev.detour.gateway.cache.Upstream.get;
import static dev.detour.gateway.cache.Upstream.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To which requests, and for how long, a kept answer is given again. */
class GivenTest {
    private static final String DATED =
            "Date: Fri, 20 Nov 2026 08:00:00 GMT|ETag: \"v1\"|Last-Modified: Thu, 19 Nov 2026 08:00:00 GMT";

    private final Upstream upstream = new Upstream();

    /** The lifetime is that of the first column's fields; the clock of the upstream does not matter. */
    @ParameterizedTest(name = "{0}: fresh for {1} s")
    @CsvSource(delimiter = ';', textBlock = """
        ''; 60
        Last-Modified: Thu, 19 Nov 2020 08:00:00 GMT; 60
        Cache-Control: public; 60
        Cache-Control: max-age=10; 10
        Cache-Control: MAX-AGE="10"; 10
        Cache-Control: max-age=10, s-maxage=20; 20
        Cache-Control: max-age=10, must-revalidate; 10
        Cache-Control: max-age=10, proxy-revalidate, stale-while-revalidate=50, stale-if-error=50; 10
        Cache-Control: max-age=20, max-age=10; 10
        Cache-Control: max-age=10 | Expires: Fri, 20 Nov 2030 08:00:00 GMT; 10
        Cache-Control: max-age=10 | Age: 3; 7
        Cache-Control: max-age=10 | Age: soon; 10
        Cache-Control: max-age=10 | Date: Fri, 20 Nov 2020 08:00:00 GMT; 10
        Expires: Fri, 20 Nov 2026 08:00:15 GMT; 15
        Expires: Fri, 20 Nov 2020 09:00:15 GMT | Date: Fri, 20 Nov 2020 09:00:00 GMT; 15
        Age: 20; 40
        Cache-Control: max-age=99999999999999999999; 2147483648
        """)
    void isFreshFor(String answered, long seconds) {
        assertThat(upstream.ask(get("/a", ""), 200, answered, "x")).isEmpty();

        upstream.later(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(upstream.found(get("/a", ""))).startsWith("hit");
        upstream.later(Duration.ofMillis(1));
        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
    }

    @Test
    void timeThatTheAnswerTookCountsAsAge() {
        var filling = ((Found.Miss) upstream.find(get("/a", ""))).filling().orElseThrow();
        upstream.later(Duration.ofSeconds(4));
        upstream.answer(filling, 200, "Cache-Control: max-age=10|Age: 2", "x");

        upstream.later(Duration.ofSeconds(3));

        assertThat(upstream.found(get("/a", ""))).isEqualTo("hit 200 9 x");
        upstream.later(Duration.ofSeconds(1));
        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
    }

    /** Kept with {@code Cache-Control: max-age=60}, asked for again 20 s later. */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = ';', textBlock = """
        GET; ''; hit 200 20 x
        HEAD; ''; hit 200 20 x
        GET; Cache-Control: no-cache; miss
        GET; Cache-Control: max-age=0; miss
        GET; Cache-Control: max-age=19; miss
        GET; Cache-Control: max-age=20; hit 200 20 x
        GET; Cache-Control: max-age=none; miss
        GET; Cache-Control: min-fresh=39; hit 200 20 x
        GET; Cache-Control: min-fresh=40; miss
        GET; Cache-Control: max-stale; hit 200 20 x
        GET; Cache-Control: only-if-cached; hit 200 20 x
        GET; Pragma: no-cache; miss
        GET; Pragma: no-cache | Cache-Control: max-age=30; hit 200 20 x
        GET; Cache-Control: no-store; off REQUEST_NO_STORE
        GET; Authorization: Bearer t; off AUTHORIZATION
        HEAD; Authorization: Bearer t; off AUTHORIZATION
        GET; Cookie: a=b; off COOKIE
        GET; Range: bytes=0-0; off RANGE
        GET; If-Match: "v1"; off PRECONDITION
        POST; ''; off METHOD
        """)
    void isGivenTo(String method, String asked, String found) {
        upstream.ask(get("/a", ""), 200, "Cache-Control: max-age=60", "x");
        upstream.later(Duration.ofSeconds(20));

        assertThat(upstream.found(request(method, "/a", asked))).isEqualTo(found);
    }

    /** RFC 9110, 13.1; the kept answer has the tag "v1" and is of the 19th. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
        If-None-Match: "v1"; hit 304 0
        If-None-Match: W/"v1"; hit 304 0
        If-None-Match: "v0", "v1"; hit 304 0
        If-None-Match: "v0" | If-None-Match: "v1"; hit 304 0
        If-None-Match: *; hit 304 0
        If-None-Match: "v2"; hit 200 0 x
        If-None-Match: v1; hit 200 0 x
        If-None-Match: "v2" | If-Modified-Since: Fri, 20 Nov 2026 08:00:00 GMT; hit 200 0 x
        If-Modified-Since: Thu, 19 Nov 2026 08:00:00 GMT; hit 304 0
        If-Modified-Since: Fri, 20 Nov 2026 08:00:00 GMT; hit 304 0
        If-Modified-Since: Wed, 18 Nov 2026 08:00:00 GMT; hit 200 0 x
        If-Modified-Since: yesterday; hit 200 0 x
        """)
    void clientThatHasItIsToldSo(String asked, String found) {
        upstream.ask(get("/a", ""), 200, DATED, "x");

        assertThat(upstream.found(get("/a", asked)).strip()).isEqualTo(found);
    }

    @Test
    void tellsWithTheFieldsOfA304Only() {
        upstream.ask(get("/a", ""), 200, DATED + "|Vary: Accept|Content-Type: text/plain|X-A: b", "x");

        var hit = (Found.Hit) upstream.find(get("/a", "If-None-Match: \"v1\""));
        assertThat(Upstream.names(hit.fields())).containsExactly("Date", "ETag", "Last-Modified", "Vary");
        var whole = (Found.Hit) upstream.find(get("/a", ""));
        assertThat(Upstream.names(whole.fields())).contains("ETag", "Last-Modified", "Content-Type", "X-A");
    }

    /** The first request's fields, the answer's, the second's, and whether it may share the answer. */
    @ParameterizedTest(name = "{0} | {1} | {2}: {3}")
    @CsvSource(delimiter = ';', textBlock = """
        Accept: a; ''; Accept: b; hit
        Accept: a; Vary: Accept; Accept: a; hit
        Accept: a; Vary: Accept; accept: a; hit
        Accept: a; Vary: Accept; Accept: b; miss
        Accept: a; Vary: Accept; ''; miss
        ''; Vary: Accept; Accept: a; miss
        ''; Vary: Accept-Language, ACCEPT; Accept: a; miss
        Accept-Encoding: gzip; Content-Encoding: gzip; ''; miss
        Accept-Encoding: gzip; Content-Encoding: gzip; Accept-Encoding: gzip; hit
        User-Agent: a; ''; User-Agent: b; hit
        User-Agent: a; Vary: User-Agent; User-Agent: b; miss
        traceparent: a; ''; traceparent: b; hit
        Sec-Fetch-Mode: cors; ''; ''; hit
        X-Api-Key: a; ''; X-Api-Key: b; miss
        X-Api-Key: a; ''; ''; miss
        ''; ''; X-Api-Key: b; miss
        X-Api-Key: a; ''; x-api-key: a; hit
        X-Forwarded-Host: evil.example; ''; ''; miss
        X-Original-URL: /admin; ''; ''; miss
        X-HTTP-Method-Override: DELETE; ''; ''; miss
        Forwarded: host=evil.example; ''; ''; miss
        Origin: http://a.example; ''; Origin: http://b.example; miss
        X-A: 1 | X-B: 2; ''; X-B: 2 | X-A: 1; hit
        X-A: 1 | X-A: 2; ''; X-A: 1; miss
        """)
    @Fault("G11")
    void isSharedOnlyBetweenRequestsThatAreAlike(String first, String answered, String second, String found) {
        assertThat(upstream.ask(get("/a", first), 200, answered, "x")).isEmpty();

        assertThat(upstream.found(get("/a", second))).startsWith(found);
    }

    @Test
    void variantsAreKeptSideBySide() {
        upstream.ask(get("/a", "Accept: a"), 200, "Vary: Accept", "in a");
        upstream.ask(get("/a", "Accept: b"), 200, "Vary: Accept", "in b");

        assertThat(upstream.found(get("/a", "Accept: a"))).isEqualTo("hit 200 0 in a");
        assertThat(upstream.found(get("/a", "Accept: b"))).isEqualTo("hit 200 0 in b");
    }

    @Test
    void queryIsPartOfTheKey() {
        upstream.ask(get("/a?x=1", ""), 200, "", "one");

        assertThat(upstream.found(get("/a?x=2", ""))).isEqualTo("miss");
        assertThat(upstream.found(get("/a", ""))).isEqualTo("miss");
        assertThat(upstream.found(get("/a?x=1", ""))).isEqualTo("hit 200 0 one");
    }

    @Test
    void newerAnswerTakesThePlaceOfTheStale() {
        upstream.ask(get("/a", ""), 200, "Cache-Control: max-age=5", "old");
        upstream.later(Duration.ofSeconds(5));
        upstream.ask(get("/a", ""), 200, "Cache-Control: max-age=5", "new");

        assertThat(upstream.found(get("/a", ""))).isEqualTo("hit 200 0 new");
        assertThat(upstream.cache.size()).isEqualTo(1);
    }
}
