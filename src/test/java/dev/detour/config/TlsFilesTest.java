package dev.detour.config;

import static dev.detour.config.Reading.ONE_GROUP;
import static dev.detour.config.Reading.problems;
import static dev.detour.config.Reading.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeCertificate() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "x", "-dname", "CN=x");
        keytool("-exportcert", "-rfc", "-alias", "x", "-file", "cert.pem");
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    }

    private void keytool(String verb, String... options) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add(verb);
        command.addAll(List.of("-keystore", "x.p12", "-storepass", "changeit"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void areTakenFromTheFilesFolder() {
        Settings settings = settings(new Reading(folder).file(ONE_GROUP + """
                        detour.http.tls-cert=cert.pem
                        detour.http.tls-key=key.pem
                        detour.group.a.probe.tls-ca=cert.pem
                        detour.group.a.probe.tls-cert=cert.pem
                        detour.group.a.probe.tls-key=key.pem
                        """));

        assertThat(settings.http().tlsCert()).contains(folder.resolve("cert.pem"));
        assertThat(settings.groups().get(0).probe().tls().ca()).contains(folder.resolve("cert.pem"));
        assertThat(settings.groups().get(0).probe().tls().key()).contains(folder.resolve("key.pem"));
    }

    @Test
    void thatHoldSomethingElseAreRefused() {
        assertThat(problems(new Reading(folder)
                        .file(ONE_GROUP + "detour.http.tls-cert=key.pem\ndetour.http.tls-key=cert.pem\n")))
                .containsExactly(
                        "application.properties:3: detour.http.tls-cert=key.pem: the file holds no valid certificate;"
                                + " name a PEM file with certificates",
                        "application.properties:4: detour.http.tls-key=cert.pem: the file holds no private key;"
                                + " name a PEM file with an unencrypted private key (PKCS#8)");
    }
}
