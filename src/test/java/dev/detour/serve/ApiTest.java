package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
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
        live.groups.asked.clear();
        live.groups.writable = true;
        live.problems.clear();
    }

    @Test
    void answersTheStatusFieldByFieldAsTheContractSays() throws Exception {
        var answer = live.get("/api/v1/status");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        var json = JSON.readTree(answer.body());
        assertThat(names(json))
                .containsExactly("version", "now", "uptimeSeconds", "ready", "problems", "reload", "groups", "gateway");
        assertThat(json.path("now").asText()).isEqualTo("2026-11-20T08:00:00.000Z");
        assertThat(json.path("uptimeSeconds").asLong()).isEqualTo(86400);
        assertThat(names(json.path("reload"))).containsExactly("failed", "at", "file", "line", "reason");
        var group = json.path("groups").path(0);
        assertThat(names(group))
                .containsExactly(
                        "name",
                        "mode",
                        "active",
                        "target",
                        "since",
                        "epoch",
                        "verified",
                        "verdict",
                        "state",
                        "gates",
                        "failoverReady",
                        "paused",
                        "pinned",
                        "proposal",
                        "regions",
                        "effect",
                        "decision",
                        "polled");
        assertThat(group.path("verdict").asText()).isEqualTo("EU since 07:02, automatic: NAM was down for 4 min 3 s.");
        assertThat(group.path("mode").asText()).isEqualTo("auto");
        assertThat(group.path("state").asText()).isEqualTo("steady");
        assertThat(group.path("paused").isNull()).isTrue();
        assertThat(group.path("gates")).hasSize(1);
        assertThat(group.path("gates").path(0).toString())
                .isEqualTo(
                        "{\"gate\":\"cooldown\",\"until\":\"2026-11-20T08:01:00.000Z\",\"text\":\"cooldown for 1 min\"}");
        assertThat(group.path("failoverReady").toString()).isEqualTo("{\"ready\":true,\"reasons\":[]}");
    }

    @Test
    void showsRegionsEffectAndDecision() throws Exception {
        var group = JSON.readTree(live.get("/api/v1/groups/ext-cloud").body());
        assertThat(group.path("regions").path(0).toString()).isEqualTo("""
                        {"name":"NAM","target":"cloud.nam.ext.com","role":"preferred","health":"DOWN",\
                        "since":"2026-11-20T07:50:00.000Z","eligible":false,\
                        "streak":{"outcome":"DOWN","count":31,"seconds":302.1},\
                        "last":{"outcome":"DOWN","at":"2026-11-20T07:59:56.000Z","millis":5000,"phase":"http",\
                        "error":"timeout","status":null,"text":"no answer within 5 s"},\
                        "latency":{"p50":41.0,"p95":80.2},"certificateDays":61,"ticks":"UUUUDDDD"}""");
        assertThat(group.path("effect").toString()).isEqualTo("""
                        {"envFile":{"path":"/opt/application/tmp/ext_cloud.env","matches":true,\
                        "modified":"2026-11-20T08:00:00.000Z"},"programs":[{"name":"app:application",\
                        "state":"RUNNING","pid":4711,"startedAt":"2026-11-20T08:00:00.000Z"},\
                        {"name":"app:stunnel","state":"STOPPED","pid":null,"startedAt":null}]}""");
        assertThat(group.path("decision").toString()).isEqualTo("""
                        {"epoch":7,"trigger":"outage","from":"NAM","to":"EU","at":"2026-11-20T07:02:00.000Z",\
                        "reason":"NAM was down for 4 min 3 s","by":"detour",\
                        "steps":[{"step":"write-env","result":"done","millis":3,"attempts":1,"text":null}]}""");
    }

    @Test
    void explains() throws Exception {
        var json = JSON.readTree(live.get("/api/v1/groups/ext-cloud/explain").body());
        assertThat(names(json)).containsExactly("group", "wouldDo", "to", "gates", "regions", "whatIf");
        assertThat(names(json.path("gates").path(0))).containsExactly("gate", "holds", "until", "text");
        assertThat(names(json.path("regions").path(0)))
                .containsExactly(
                        "name", "eligible", "why", "failuresToDown", "secondsToDown", "successesToUp", "secondsToUp");
        assertThat(json.path("whatIf").toString()).isEqualTo("[{\"down\":\"EU\",\"then\":\"hold: no-candidate\"}]");
    }

    @Test
    void tellsTheHistoryInPages() throws Exception {
        var first = JSON.readTree(
                live.get("/api/v1/groups/ext-cloud/history?limit=2").body());
        assertThat(names(first.path(0)))
                .containsExactly("seq", "at", "group", "event", "epoch", "region", "by", "reason", "evidence");
        assertThat(first.findValuesAsText("seq")).containsExactly("20", "19");
        assertThat(first.path(0).path("reason").asText()).isEqualTo("NAM was down since 07:02");
        var second = JSON.readTree(
                live.get("/api/v1/groups/ext-cloud/history?limit=2&before=19").body());
        assertThat(second.findValuesAsText("seq")).containsExactly("18", "17");
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "before=-1", "limit="})
    void refusesABadPage(String query) throws Exception {
        var answer = live.get("/api/v1/groups/ext-cloud/history?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("must be a whole number");
    }

    @Test
    void namesTheKnownGroups() throws Exception {
        var answer = live.get("/api/v1/groups/mars");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"there is no group \\\"mars\\\"\",\"hint\":\"the groups are ext-cloud\"}");
    }

    @Test
    void handsARequestToTheCore() throws Exception {
        var answer = live.post(
                "/api/v1/groups/ext-cloud/switch",
                "{\"region\":\"EU\",\"reason\":\"drill\",\"force\":true,\"expectEpoch\":7}",
                "X-Detour-By",
                "ann@desk");
        assertThat(answer.statusCode()).isEqualTo(200);
        var json = JSON.readTree(answer.body());
        assertThat(json.path("epoch").asLong()).isEqualTo(7);
        assertThat(json.path("to").asText()).isEqualTo("EU");
        assertThat(live.groups.asked)
                .containsExactly(new Event.Switch(
                        new Event.Asked("ann@desk", Optional.of("drill"), Optional.of(7L), false), "EU", true));
    }

    @ParameterizedTest
    @CsvSource({
        "switch, NAM, operator, EU, NAM",
        "pin, NAM, operator, EU, NAM",
        "reapply,, operator, EU, EU",
        "pin, EU,,,"
    })
    void aDryRunTellsWhereItWouldGo(String verb, String region, String trigger, String from, String to)
            throws Exception {
        var body = region == null ? "{\"dryRun\":true}" : "{\"region\":\"" + region + "\",\"dryRun\":true}";

        var json = JSON.readTree(
                live.post("/api/v1/groups/ext-cloud/" + verb, body).body());

        assertThat(json.path("dryRun").asBoolean()).isTrue();
        assertThat(json.path("trigger").textValue()).isEqualTo(trigger);
        assertThat(json.path("from").textValue()).isEqualTo(from);
        assertThat(json.path("to").textValue()).isEqualTo(to);
        assertThat(json.path("epoch").isNull()).as("none is taken").isTrue();
    }

    @Test
    void knowsEveryVerb() throws Exception {
        for (var verb : List.of("resume", "unpin", "rearm", "reapply")) {
            assertThat(live.post("/api/v1/groups/ext-cloud/" + verb, "{}").statusCode())
                    .isEqualTo(200);
        }
        live.post("/api/v1/groups/ext-cloud/pause", "{\"for\":\"1h30m\",\"dryRun\":true}");
        live.post("/api/v1/groups/ext-cloud/pin", "{\"region\":\"EU\",\"for\":\"1d\"}");
        live.post("/api/v1/groups/ext-cloud/approve", "{\"epoch\":8}");
        var api = new Event.Asked("api", Optional.empty(), Optional.empty(), false);
        assertThat(live.groups.asked)
                .containsExactly(
                        new Event.Resume(api),
                        new Event.Unpin(api),
                        new Event.Rearm(api),
                        new Event.Reapply(api),
                        new Event.Pause(
                                new Event.Asked("api", Optional.empty(), Optional.empty(), true),
                                Optional.of(Duration.ofMinutes(90))),
                        new Event.Pin(api, "EU", Optional.of(Duration.ofDays(1)), false),
                        new Event.Approve(api, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "switch | {\"region\":\"MARS\"} | 404 | the regions are NAM, EU, APAC",
                "switch | {\"region\":\"EU\",\"expectEpoch\":6} | 409 | the epoch is 7",
                "switch | {\"region\":\"APAC\"} | 422 | APAC is not UP",
                "switch | {} | 400 | \\\"region\\\" is missing",
                "switch | {\"region\":1} | 400 | must be a text",
                "switch | {\"region\":\"EU\",\"force\":\"yes\"} | 400 | must be true or false",
                "switch | {\"region\":\"EU\",\"expectEpoch\":1.5} | 400 | whole number",
                "switch | {\"regoin\":\"EU\"} | 400 | unknown field \\\"regoin\\\"",
                "switch | {\"region\":\"EU\",\"region\":\"NAM\"} | 400 | no JSON",
                "switch | {\"region\":\"EU\"} {} | 400 | no JSON",
                "switch | {\"region\": | 400 | no JSON",
                "switch | [] | 400 | no JSON object",
                "pause | {\"for\":\"five\"} | 400 | no duration",
                "pause | {\"for\":\"1m30\"} | 400 | no duration",
                "pause | {\"for\":\"0s\"} | 400 | ",
                "approve | {} | 400 | \\\"epoch\\\" is missing",
                "dance | {} | 404 | approve, pause, pin",
            })
    void refusesWhatIsWrongAndChangesNothing(String verb, String body, int status, String says) throws Exception {
        var answer = live.post("/api/v1/groups/ext-cloud/" + verb, body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(says == null ? "\"error\"" : says);
        assertThat(names(JSON.readTree(answer.body()))).containsExactly("error", "hint");
        assertThat(live.groups.asked).isEmpty();
    }

    @Test
    void letsNobodyWriteLinesIntoTheAudit() throws Exception {
        live.post(
                "/api/v1/groups/ext-cloud/resume",
                "{\"reason\":\"a\\nb\\u0000\\ud800\"}",
                "X-Detour-By",
                "x".repeat(200));
        var asked = live.groups.asked.get(0).asked();
        assertThat(asked.reason()).hasValue("a?b??");
        assertThat(asked.by()).hasSize(64).endsWith("…");
    }

    @Test
    void answersUnknownPathsAndMethodsInJson() throws Exception {
        assertThat(live.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(live.get("/api/v1/nothing").body()).startsWith("{\"error\":");
        var wrong = live.post("/api/v1/status", "{}");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow").orElse("")).contains("GET");
        assertThat(wrong.body()).startsWith("{\"error\":");
        var head = live.send("HEAD", "/api/v1/status", null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void saysWhetherItIsAliveAndReady() throws Exception {
        assertThat(live.get("/healthz").body()).isEqualTo("ok");
        assertThat(live.get("/readyz").statusCode()).isEqualTo(200);
        live.problems.add("the journal cannot be written: disk full");
        var ready = live.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .isEqualTo("{\"ready\":false,\"reasons\":[\"the journal cannot be written: disk full\"]}");
        assertThat(live.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(live.get("/observe/health").body()).contains("\"status\"");
    }

    @Test
    void isNotReadyToFailOverWithoutAWritableEnvFile() throws Exception {
        live.groups.writable = false;
        var group = JSON.readTree(live.get("/api/v1/groups/ext-cloud").body());
        assertThat(group.path("failoverReady").path("ready").asBoolean()).isFalse();
        assertThat(group.path("failoverReady").path("reasons").path(0).asText()).contains("cannot be written");
        assertThat(live.get("/metrics").body()).contains("detour_failover_ready{group=\"ext-cloud\"} 0.0");
    }

    private static List<String> names(JsonNode json) {
        var names = new ArrayList<String>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
