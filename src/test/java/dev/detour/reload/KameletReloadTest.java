package dev.detour.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step made of the shipped Kamelet, in a running program. */
class KameletReloadTest {
    private static final String DRAIN = """
            - route:
                id: step-drain
                from:
                  uri: direct:step-drain
                  steps:
                    - to:
                        uri: kamelet:detour-step-webhook
                        parameters:
                          url: "{{balancer.url}}"
            """;

    @TempDir
    Path folder;

    @Test
    void aStepOfAKameletStillWorksAfterEveryFileWasExchanged() throws Exception {
        try (var balancer = FaultPeer.http(Toxics.ok());
                var e = new Editing(folder).withRoutes()) {
            e.write(
                    "application.properties",
                    e.properties() + "detour.group.shop.steps=drain,write-env,restart,verify\nbalancer.url="
                            + balancer.uri("/drain") + "\n");
            e.write("routes/drain.camel.yaml", DRAIN);
            e.run().steady();

            e.replace("routes/errors.camel.yaml", "maximumRedeliveries: 8", "maximumRedeliveries: 7");
            e.awaitTaken(0);
            e.awaitGroup(
                    "all UP",
                    g -> g.path("failoverReady").path("ready").asBoolean()
                            && e.health("EU").equals("UP"));
            e.region("NAM").now(Toxics.status(503));
            e.awaitGroup("verified", g -> g.path("verified").asBoolean());

            var last = balancer.seen().get(balancer.seen().size() - 1);
            assertThat(last.line()).startsWith("POST /drain ");
            assertThat(last.body()).contains("\"region\":\"EU\"").contains("\"from\":\"NAM\"");
        }
    }
}
