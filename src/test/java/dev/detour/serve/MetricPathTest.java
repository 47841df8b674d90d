package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricPathTest {
    private static LiveServer live;

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer("127.0.0.1");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @BeforeEach
    void reset() {
        live.groups.names = List.of("ext-cloud", "a-b");
        live.groups.evidenced = Map.of("NAM", Outcome.DOWN, "EU", Outcome.UP, "APAC", Outcome.UP);
    }

    @ParameterizedTest
    @CsvSource({
        "ext-cloud-EU, 1",
        "ext-cloud/EU, 1",
        "ext-cloud-NAM, 0",
        "ext-cloud/NAM, 0",
        "a-b-APAC, 1",
        "a-b/APAC, 1",
        "ext%2Dcloud-EU, 1",
        "ext-cloud-EU?format=replicas&up=2&down=4, 4",
        "ext-cloud-NAM?format=replicas&up=2&down=4, 2",
        "ext-cloud/EU?down=0&format=replicas&up=3, 0",
        "ext-cloud-EU?max-age=30s, 1",
        "ext-cloud-EU?max-age=4s, 1"
    })
    void countsTheOthersThatAreDown(String path, long value) throws Exception {
        var answer = live.get("/metric/" + path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"value\":" + value + "}");
    }

    @Test
    void countsEachOfSeveral() throws Exception {
        live.groups.evidenced = Map.of("NAM", Outcome.DOWN, "EU", Outcome.DOWN, "APAC", Outcome.UP);
        assertThat(live.get("/metric/ext-cloud-APAC").body()).isEqualTo("{\"value\":2}");
        assertThat(live.get("/metric/ext-cloud-APAC?format=replicas&up=2&down=4")
                        .body())
                .isEqualTo("{\"value\":4}");
        assertThat(live.get("/metric/ext-cloud-EU").body()).isEqualTo("{\"value\":1}");
    }

    @Test
    void hasNoValueBeforeTheFirstEvidence() throws Exception {
        live.groups.evidenced = Map.of("EU", Outcome.UP);
        var answer = live.get("/metric/ext-cloud-EU");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains("no other region was probed yet").doesNotContain("value");
        assertThat(live.get("/metric/ext-cloud-NAM").statusCode()).isEqualTo(200);
    }

    @Test
    void hasNoValueWhenTheEvidenceIsOlderThanWasAskedFor() throws Exception {
        var answer = live.get("/metric/ext-cloud-EU?max-age=3999ms");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("older than max-age");
    }

    @ParameterizedTest
    @CsvSource({"ext-cloud-MARS", "ext-cloud", "ext-cloud/", "mars-EU", "-EU", "ext-cloud-eu", "x/y", "%3Cb%3E"})
    void namesTheKnown(String name) throws Exception {
        var answer = live.get("/metric/" + name);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).startsWith("{\"error\":");
        if (!name.endsWith("/")) {
            assertThat(answer.body()).contains("ext-cloud-NAM, ext-cloud-EU, ext-cloud-APAC, a-b-NAM");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "format=json format",
                "format=replicas together",
                "format=replicas&up=2 together",
                "up=2&down=4 together",
                "format=replicas&up=-1&down=4 whole",
                "format=replicas&up=2&down=4.5 whole",
                "format=replicas&up=2&down=99999999 whole",
                "format=replicas&up=2&up=3&down=4 once",
                "max-age=30 duration",
                "max-age=0s longer",
                "max-age= duration",
                "max-age=-3s duration",
                "max_age=30s max_age",
                "maxage=30s maxage"
            })
    void refusesABadQuery(String query, String says) throws Exception {
        var answer = live.get("/metric/ext-cloud-EU?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(says).contains("such as ?format=replicas&up=2&down=4");
    }

    @Test
    void refusesAQueryThatCannotBeRead() throws Exception {
        try (var client = new Raw(live.port())) {
            assertThat(client.send("GET /metric/ext-cloud-EU?max-age=%zz HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Connection: close\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void remembersWhoPolledLast() throws Exception {
        live.get("/metric/a-b-EU", "User-Agent", "KEDA");
        live.get("/metric/a-b-APAC?format=replicas&up=2&down=4", "User-Agent", "x".repeat(500));
        live.get("/metric/a-b-MARS");
        var polled = new ObjectMapper()
                .readTree(live.get("/api/v1/groups/a-b").body())
                .path("polled");
        assertThat(polled.findValuesAsText("metric")).startsWith("a-b-APAC", "a-b-EU");
        assertThat(polled.path(0).path("by").asText())
                .startsWith("127.0.0.1 xxx")
                .hasSizeLessThan(80);
        assertThat(polled.path(0).path("replicas").asLong()).isEqualTo(4);
        assertThat(polled.path(1).toString()).isEqualTo("""
                {"metric":"a-b-EU","by":"127.0.0.1 KEDA","at":"2026-11-20T08:00:00.000Z",\
                "value":1,"replicas":null}""");
    }
}
