package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page as a plain client sees it (SPEC §8): what is served, to whom, and what is not. */
class PageTest {
    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(web/[^\"]+)\"|from \"\\./([^\"]+)\"");
    private static final String SENTENCE = "EU since {at:2026-11-20T07:02:00Z}, automatic: NAM was down for 4 min 3 s.";
    private static LiveServer live;
    private static LiveServer open;

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer("127.0.0.1");
        open = new LiveServer("0.0.0.0");
    }

    @AfterAll
    static void stop() {
        live.close();
        open.close();
    }

    @AfterEach
    void calm() {
        live.groups.verdict = SENTENCE;
        live.groups.lastError = "no answer within 5 s";
    }

    /** The page and every file that it, or one of its files, names. */
    private static List<String> files() throws Exception {
        var found = new ArrayList<>(List.of("/"));
        for (var i = 0; i < found.size(); i++) {
            var names = NAMED.matcher(live.get(found.get(i)).body());
            while (names.find()) {
                var path = names.group(1) == null ? "/web/" + names.group(2) : "/" + names.group(1);
                if (!found.contains(path)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    @Test
    void everyFileThatThePageNamesIsServedWithItsType() throws Exception {
        var types = Map.of(
                "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

        var files = files();

        assertThat(files).hasSizeGreaterThan(10).contains("/web/detour.js", "/web/detour.css", "/web/icon.svg");
        for (var path : files.subList(1, files.size())) {
            var answer = live.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(path)
                    .contains(types.get(path.substring(path.lastIndexOf('.') + 1)));
            assertThat(Page.isFile(path)).as(path).isTrue();
        }
    }

    @Test
    void allOfItIsSmall() throws Exception {
        long bytes = 0;
        for (var path : files()) {
            bytes += live.get(path).body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        }
        assertThat(bytes).isLessThan(100_000);
    }

    @Test
    void clientsKeepTheFilesAndAskWhetherTheyAreStillSo() throws Exception {
        var first = live.get("/web/detour.css");
        var tag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(live.get("/web/detour.css", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(live.get("/web/detour.css", "If-None-Match", "\"other\"").body())
                .isEqualTo(first.body());
        assertThat(live.get("/").headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void nothingFromElsewhereRunsInIt() throws Exception {
        for (var path : files()) {
            var headers = live.get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        }
        assertThat(live.get("/").body()).doesNotContain("<style", " style=", "onload", "http://", "https://");
    }

    @Test
    void noWayLeadsOutOfItsTable() throws Exception {
        for (var path : List.of(
                "/web/",
                "/web",
                "/web/index.html",
                "/web/none.js",
                "/web/../application.properties",
                "/web/..%2f..%2fapplication.properties",
                "/web/%2e%2e/routes/serve.camel.yaml",
                "/web/....//routes/serve.camel.yaml",
                "/web/..;/routes/serve.camel.yaml",
                "/web/..%5croutes",
                "/web//detour.js/../../log4j2.xml",
                "/web/detour.js%00.css",
                "/web/dev/detour/Detour.class",
                "/application.properties",
                "/data/token",
                "/api/v1/demo")) {
            assertThat(asIs(path)).as(path).startsWith("HTTP/1.1 404");
        }
        assertThat(live.post("/api/v1/demo/NAM/break", "{}").statusCode()).isEqualTo(404);
    }

    /** Sends the path as it is written; other clients would tidy it. */
    private static String asIs(String path) throws Exception {
        try (var raw = new Raw(live.port())) {
            return raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .all();
        }
    }

    @Test
    void showsVerdictAndRegionsWithoutJavaScript() throws Exception {
        var page = live.get("/").body();

        assertThat(page)
                .contains("<h1>EU since 07:02, automatic: NAM was down for 4 min 3 s.</h1>")
                .contains("<th>EU (active)</th><td>cloud.eu.ext.com</td><td>UP</td>")
                .contains("<th>NAM</th><td>cloud.nam.ext.com</td><td>DOWN</td>")
                .contains("no answer within 5 s")
                .contains("Holds: cooldown.");
    }

    @Test
    @Fault("G18")
    void markupInWhatItShowsIsText() throws Exception {
        live.groups.verdict = "<img src=x onerror=alert(1)> & \"quoted\"";
        live.groups.lastError = "</td><script>alert('x')</script>\u001b[31m";

        assertThat(live.get("/").body())
                .contains("<h1>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;</h1>")
                .contains("&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;?[31m")
                .doesNotContain("<img", "<script>");
    }

    @Test
    void withoutTheTokenABrowserGetsOnlyThePageThatAsksForIt() throws Exception {
        var stranger = open.get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(stranger.body())
                .contains("asks for its token", "detour.js")
                .doesNotContain("ext-cloud", "cloud.eu.ext.com", "DOWN", LiveServer.TOKEN);
        assertThat(open.get("/web/detour.js").statusCode()).isEqualTo(200);
        assertThat(open.get("/").body()).contains("\"hint\"");
        assertThat(open.get("/", "Accept", "text/html", "Authorization", "Bearer wrong")
                        .statusCode())
                .isEqualTo(403);
        assertThat(open.get("/", "Accept", "text/html", "Authorization", "Bearer " + LiveServer.TOKEN)
                        .body())
                .contains("cloud.eu.ext.com");
    }

    @Test
    void tellsHowLongTheLastProbesTook() throws Exception {
        assertThat(live.get("/api/v1/groups/ext-cloud/latency").body())
                .isEqualTo("{\"group\":\"ext-cloud\",\"millis\":{\"NAM\":[40,41,44,41,5000,5000,5000,5000]}}");
        assertThat(live.get("/api/v1/groups/none/latency").statusCode()).isEqualTo(404);
        assertThat(open.get("/api/v1/groups/ext-cloud/latency").statusCode()).isEqualTo(401);
    }

    @Test
    void theDemoAloneCanBeBrokenAndOnlyWithTheToken() throws Exception {
        var stage = new OneRegion();
        try (var demo = new LiveServer("127.0.0.1", stage)) {
            var path = "/api/v1/demo/NAM/break";
            assertThat(demo.get("/api/v1/demo").body())
                    .isEqualTo("{\"broken\":{\"NAM\":false},\"application\":{\"region\":\"NAM\",\"pid\":4711}}");
            assertThat(demo.send("POST", path, "{}", "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(stage.broken.get("NAM")).isFalse();
            assertThat(demo.post(path, "{}").body()).contains("\"NAM\":true");
            assertThat(demo.post("/api/v1/demo/NAM/mend", "{}").body()).contains("\"NAM\":false");
            assertThat(demo.post("/api/v1/demo/MARS/break", "{}").statusCode()).isEqualTo(404);
            assertThat(demo.post("/api/v1/demo/NAM/burn", "{}").statusCode()).isEqualTo(404);
            assertThat(demo.get("/").body()).contains("data-demo");
        }
    }

    private static final class OneRegion implements DemoRegions {
        private final Map<String, Boolean> broken = new ConcurrentHashMap<>(Map.of("NAM", false));

        @Override
        public Map<String, Boolean> broken() {
            return broken;
        }

        @Override
        public Optional<Application> application() {
            return Optional.of(new Application("NAM", 4711));
        }

        @Override
        public void breakDown(String region) {
            broken.put(region, true);
        }

        @Override
        public void mend(String region) {
            broken.put(region, false);
        }
    }
}
