package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Settings;
import dev.detour.peers.TestIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API behind {@code detour.http.tls-cert} and {@code -key}. */
class HttpsTest {
    private static LiveServer live;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        var identity = TestIdentity.selfSigned();
        live = new LiveServer(new Settings.Http(
                "127.0.0.1",
                0,
                false,
                Optional.of(LiveServer.TOKEN),
                Optional.of(identity.pem()),
                Optional.of(identity.keyPem())));
        client = HttpClient.newBuilder().sslContext(trusting(identity.pem())).build();
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @Test
    void answersOverTlsByItsCertificate() throws Exception {
        assertThat(send(request("/healthz")).body()).isEqualTo("ok");
        assertThat(send(request("/metric/ext-cloud-EU")).body()).isEqualTo("{\"value\":1}");
        assertThat(send(request("/api/v1/status")).statusCode()).isEqualTo(200);
    }

    @Test
    void knowsItsOriginByItsScheme() throws Exception {
        var own = "https://127.0.0.1:" + live.port();
        assertThat(send(request("/api/v1/status").header("Origin", own)).statusCode())
                .isEqualTo(200);
        assertThat(send(request("/api/v1/status").header("Origin", own.replace("https", "http")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void changesSomethingWithTheToken() throws Exception {
        var resume = request("/api/v1/groups/ext-cloud/resume")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(send(resume).statusCode()).isEqualTo(401);
        assertThat(send(resume.header("Authorization", "Bearer " + LiveServer.TOKEN))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysNothingInPlainText() throws Exception {
        try (var raw = new Raw(live.port())) {
            assertThat(raw.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .all())
                    .doesNotContain("HTTP/1.1", "ok");
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + live.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static SSLContext trusting(Path pem) throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (var in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "detour", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
