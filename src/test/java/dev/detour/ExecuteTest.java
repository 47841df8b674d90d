package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.detour.peers.DetourProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code direct:execute} in a program that has groups and no service (SPEC §9). */
class ExecuteTest {
    @TempDir
    Path folder;

    @Test
    void withoutServicesItAnswersWhatHttpDoes() throws Exception {
        Files.writeString(folder.resolve("application.properties"), """
                detour.groups=a
                detour.group.a.regions=NAM=127.0.0.1:1,EU=127.0.0.1:2
                detour.group.a.mode=observe
                """);
        var routes = Files.createDirectory(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("ask.camel.yaml"), """
                - route:
                    id: ask
                    description: Asks a service when it is asked.
                    from:
                      uri: platform-http:/ask
                      steps:
                        - to: direct:execute
                """);
        try (var detour = DetourProcess.run(folder)) {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                var answer = detour.ask("/ask");
                assertThat(answer.body()).isEqualTo("{\"error\":\"No services registered.\"}");
                assertThat(answer.statusCode()).isEqualTo(404);
            });
        }
    }
}
