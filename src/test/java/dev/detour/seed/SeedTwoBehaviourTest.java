package dev.detour.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.KedaScaler;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users of the Failover Monitor rely on, as a strict scaler sees it: {@code /metric/site-a} tells of B. */
class SeedTwoBehaviourTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private FaultPeer healthy;
    private FaultPeer redirecting;

    @BeforeEach
    void open() throws IOException {
        healthy = FaultPeer.http(Toxics.ok());
        redirecting = FaultPeer.http(Toxics.redirect(healthy.uri("/there").toString()));
    }

    @AfterEach
    void close() throws IOException {
        redirecting.close();
        healthy.close();
    }

    @Test
    void asksByHeadWithoutFollowingAndSendsTheHeaderPairWhateverCommentsStandBehind() throws Exception {
        var variables = Map.of(
                "SITE_A_HEALTH_URL", redirecting.uri("/healthz") + " # moved",
                "SITE_B_HEALTH_URL", healthy.uri("/healthz").toString(),
                "PROBE_METHOD", "HEAD # not GET",
                "PROBE_TIMEOUT_SEC", "3  # seconds",
                "ACCEPT_STATUS_REGEX", "^2dd$  # backslashes eaten",
                "EXTRA_HEADER_KEY", "Authorization",
                "EXTRA_HEADER_VAL", "Bearer abc # the peer's");
        try (var detour = run(variables)) {
            hears(detour, "site-b", 1);
            hears(detour, "site-a", 0);
            assertThat(healthy.seen().get(0).line()).isEqualTo("HEAD /healthz HTTP/1.1");
            assertThat(healthy.seen()).allSatisfy(request -> assertThat(request.header("Authorization"))
                    .isEqualTo("Bearer abc"));
            assertThat(healthy.seen()).noneMatch(request -> request.line().contains("/there"));
        }
    }

    @Test
    void asksByGetFollowingAndFindsTheStatusFromItsStartOnly() throws Exception {
        var variables = Map.of(
                "SITE_A_HEALTH_URL", redirecting.uri("/healthz").toString(),
                "SITE_B_HEALTH_URL", healthy.uri("/healthz").toString(),
                "ACCEPT_STATUS_REGEX", "20");
        try (var detour = run(variables)) {
            hears(detour, "site-b", 0);
            assertThat(healthy.seen()).anyMatch(request -> request.line().equals("GET /there HTTP/1.1"));
            healthy.now(Toxics.status(420));
            hears(detour, "site-a", 1);
            hears(detour, "site-b", 1);
        }
    }

    @Test
    void checksNoCertificateUnlessToldTrue() throws Exception {
        try (var strange = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok())) {
            var variables = Map.of(
                    "SITE_A_HEALTH_URL",
                    strange.uri("/healthz").toString(),
                    "SITE_B_HEALTH_URL",
                    "http://127.0.0.1:" + FaultPeer.closedPort() + "/",
                    "VERIFY_TLS",
                    "1");
            try (var detour = run(variables)) {
                hears(detour, "site-b", 0);
                hears(detour, "site-a", 1);
            }
        }
    }

    @Test
    void trustsTheBundleAndNobodyElse() throws Exception {
        var own = TestIdentity.ofOwnAuthority();
        try (var trusted = FaultPeer.https(own.context(), Toxics.ok());
                var strange = FaultPeer.https(TestIdentity.selfSigned().context(), Toxics.ok())) {
            var variables = Map.of(
                    "SITE_A_HEALTH_URL", trusted.uri("/healthz").toString(),
                    "SITE_B_HEALTH_URL", strange.uri("/healthz").toString(),
                    "VERIFY_TLS", "true",
                    "REQUESTS_CA_BUNDLE", own.pem().toString());
            try (var detour = run(variables)) {
                hears(detour, "site-b", 0);
                hears(detour, "site-a", 1);
            }
        }
    }

    private DetourProcess run(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("CACHE_TTL_SEC", "1");
        all.put("DETOUR_HTTP_HOST", "127.0.0.1");
        return DetourProcess.run(folder, all, List.of());
    }

    private static void hears(DetourProcess detour, String metric, long value) {
        var scaler = new KedaScaler(detour.uri("/metric/" + metric));
        await(metric + " " + value).atMost(PATIENCE).untilAsserted(() -> assertThat(scaler.poll())
                .isEqualTo(OptionalLong.of(value)));
    }
}
