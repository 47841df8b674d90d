package dev.detour.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.docs.Markdown;
import dev.detour.peers.Fault;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Line;
import dev.detour.peers.TestIdentity;
import dev.detour.peers.Toxics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of real files under a running program (SPEC §3, Reload). */
class ReloadTest {
    @TempDir
    Path folder;

    private Editing editing() throws IOException {
        return new Editing(folder);
    }

    private static void awaitAsked(FaultPeer peer, String path) {
        Awaitility.await("asked for " + path).atMost(Editing.PATIENCE).untilAsserted(() -> assertThat(peer.seen())
                .extracting(Line.Request::line)
                .last()
                .isEqualTo("GET " + path + " HTTP/1.1"));
    }

    /** As {@code doc/editing.md} has it; only its addresses are those of this test. */
    @Test
    void theThreeEditsOfANonProgrammerAreInForceWhileItRuns() throws Exception {
        try (var e = editing().withRoutes();
                var balancer = FaultPeer.http(Toxics.ok())) {
            e.write("application.properties", e.properties());
            e.run().steady();
            var pid = e.program().pid();
            var epoch = e.group().path("epoch").asLong();
            var page = Markdown.of("doc/editing.md");

            e.set(page.blocks("Another probe path").get(0).text().replace("https:", "http:"));
            e.awaitTaken(0);
            awaitAsked(e.region("NAM"), "/ready");
            awaitAsked(e.region("APAC"), "/ready");

            var step = page.blocks("One more step");
            e.write(
                    "routes/drain.camel.yaml",
                    step.get(0).text().replace("balancer.example.com", "127.0.0.1:" + balancer.port()));
            e.set(step.get(1).text());
            e.awaitTaken(1);

            var order = page.blocks("Another order of choice").get(0).lines();
            e.replace(
                    "routes/choose.camel.yaml",
                    order.get(0).substring(1),
                    order.get(1).substring(1));
            e.awaitTaken(2);

            e.awaitGroup(
                    "all UP",
                    g -> g.path("failoverReady").path("ready").asBoolean()
                            && e.health("APAC").equals("UP"));
            e.region("NAM").now(Toxics.status(503));
            var group = e.awaitGroup("verified", g -> g.path("verified").asBoolean());

            assertThat(group.path("active").asText()).isEqualTo("APAC");
            assertThat(group.path("epoch").asLong()).isEqualTo(epoch + 1);
            assertThat(balancer.seen()).singleElement().satisfies(told -> {
                assertThat(told.line()).isEqualTo("POST /drain HTTP/1.1");
                assertThat(told.body()).isEqualTo("APAC instead of NAM");
            });
            assertThat(e.read("shop.env")).contains(e.target("APAC"));
            assertThat(e.program().pid()).isEqualTo(pid);
            assertThat(e.program().events("reload-failed")).isEmpty();
        }
    }

    /** Broken, half-written, deleted, the active region taken out: each is named, and all goes on as before. */
    @Test
    @Fault({"F1", "F6", "F7"})
    void whatDoesNotHoldIsNamedAndChangesNothing() throws Exception {
        try (var e = editing().withRoutes()) {
            e.write("application.properties", e.properties());
            e.run().steady();
            var choose = e.read("routes/choose.camel.yaml");
            var steps = e.read("routes/steps.camel.yaml");

            e.write("routes/choose.camel.yaml", choose.replace("- setBody:", "- setBdy:"));
            var reload = e.awaitRefused("setBdy").path("reload");
            assertThat(reload.path("file").asText()).endsWith("routes/choose.camel.yaml");
            assertThat(reload.path("line").asInt()).isPositive();
            assertThat(e.metric("detour_reload_failed")).endsWith(" 1.0");
            assertThat(e.program().events("reload-failed")).hasSize(1);
            assertThat(e.status().path("ready").asBoolean())
                    .as("what ran runs on")
                    .isTrue();

            e.write("routes/choose.camel.yaml", choose);
            e.awaitMended();
            assertThat(e.metric("detour_reload_failed")).endsWith(" 0.0");

            e.write("routes/steps.camel.yaml", steps.substring(0, steps.indexOf("detourEnv")));
            e.awaitRefused("steps.camel.yaml");
            Files.delete(folder.resolve("routes/steps.camel.yaml"));
            reload = e.awaitRefused("direct:step-write-env").path("reload");
            assertThat(reload.path("file").asText()).as("where it was").endsWith("routes/steps.camel.yaml");
            e.write("routes/steps.camel.yaml", steps.replace("ref: detourEnv", "ref: nobody"));
            assertThat(e.awaitRefused("nobody").path("reload").path("line").asInt())
                    .isEqualTo(1);
            e.write("routes/steps.camel.yaml", steps);
            e.write("routes/copy-of-steps.camel.yaml", steps);
            e.awaitRefused("Duplicate route ids");
            Files.delete(folder.resolve("routes/copy-of-steps.camel.yaml"));
            e.awaitMended();

            var twice = e.properties() + "detour.group.shop.outage=five\ndetour.group.shop.mod=auto\n";
            e.write("application.properties", twice);
            reload = e.awaitRefused("outage=five").path("reload");
            assertThat(reload.path("reason").asText()).contains("detour.group.shop.mod", "detour.group.shop.mode");
            assertThat(reload.path("file").asText()).isEqualTo("application.properties");
            assertThat(reload.path("line").asInt()).isEqualTo(12);

            e.write("routes/choose.camel.yaml", choose.replace("- setBody:", "- setBdy:"));
            e.write("routes/broken.camel.yaml", "- route: [\n");
            var reason = e.awaitRefused("setBdy").path("reload").path("reason").asText();
            assertThat(reason).as("all at once").contains("outage=five", "broken.camel.yaml", "choose.camel.yaml");
            Files.delete(folder.resolve("routes/broken.camel.yaml"));
            e.write("routes/choose.camel.yaml", choose);
            e.write("application.properties", twice + "detour.group.shop.notify=nobody\n");
            reason = e.awaitRefused("direct:notify-nobody")
                    .path("reload")
                    .path("reason")
                    .asText();
            assertThat(reason).as("not one after the other").contains("outage=five");

            e.write("application.properties", e.properties().replace("NAM=" + e.target("NAM") + ",", ""));
            reload = e.awaitRefused("NAM is the active region").path("reload");
            assertThat(reload.path("line").asInt()).isEqualTo(2);
            assertThat(e.group().path("regions")).hasSize(3);

            e.region("NAM").now(Toxics.status(503));
            e.awaitGroup("moved on by what ran", g -> g.path("active").asText().equals("EU"));
            e.awaitMended();
            e.awaitGroup(
                    "NAM gone, for it is active no more", g -> g.path("regions").size() == 2);
        }
    }

    /** As Kubernetes mounts a ConfigMap: every file a link through one link that is exchanged. And an editor's rename. */
    @Test
    void aSwappedLinkAndARenameAreSeen() throws Exception {
        try (var e = editing()) {
            var first = Files.createDirectory(folder.resolve("..first"));
            Editing.copyRoutes(first);
            Files.writeString(first.resolve("application.properties"), e.properties());
            Files.createSymbolicLink(folder.resolve("..data"), Path.of("..first"));
            Files.createDirectory(folder.resolve("routes"));
            try (var files = Files.list(first)) {
                for (var file : files.toList()) {
                    var name = file.getFileName();
                    boolean route = name.toString().endsWith(".yaml");
                    Files.createSymbolicLink(
                            folder.resolve(route ? Path.of("routes").resolve(name) : name),
                            route
                                    ? Path.of("../..data").resolve(name)
                                    : Path.of("..data").resolve(name));
                }
            }
            e.run().steady();

            var second = Files.createDirectory(folder.resolve("..second"));
            Editing.copyRoutes(second);
            Files.writeString(
                    second.resolve("application.properties"), e.properties().replace("/healthz", "/swapped"));
            Files.createSymbolicLink(folder.resolve("..next"), Path.of("..second"));
            Files.move(
                    folder.resolve("..next"),
                    folder.resolve("..data"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            e.awaitTaken(0);
            awaitAsked(e.region("EU"), "/swapped");

            e.write("application.properties~", e.properties().replace("/healthz", "/renamed"));
            Files.move(
                    folder.resolve("application.properties~"),
                    folder.resolve("application.properties"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            e.awaitTaken(1);
            awaitAsked(e.region("EU"), "/renamed");
            assertThat(e.health("EU")).isIn("UP", "UNKNOWN");
        }
    }

    /** A step of half a minute runs while the edit is saved: nothing is exchanged under it. */
    @Test
    @Tag("slow")
    void anEditWaitsForTheRunningDecision() throws Exception {
        try (var e = editing().withRoutes()) {
            e.write("application.properties", e.properties() + "detour.group.shop.steps=write-env,slow,verify\n");
            e.write("routes/mine.camel.yaml", """
                    - route:
                        id: step-slow
                        from:
                          uri: direct:step-slow
                          steps:
                            - delay:
                                expression:
                                  constant: "6000"
                    """);
            e.run();
            e.awaitGroup(
                    "the first decision's step runs",
                    g -> g.path("state").asText().equals("acting"));

            e.replace("application.properties", "outage=1s", "outage=2s");
            e.program().await("told to wait", Editing.PATIENCE, line -> line.path("message")
                    .asText()
                    .startsWith("an edit waits"));
            assertThat(e.taken()).isZero();
            e.awaitTaken(0);

            assertThat(e.program().events("step-done").get(1).path("timestamp").asText())
                    .as("the step ended by itself, before the exchange")
                    .isLessThan(e.program()
                            .events("reload")
                            .get(1)
                            .path("timestamp")
                            .asText());
            assertThat(e.program().events("step-failed")).isEmpty();
        }
    }

    /** What it held was compared with what nobody had looked at before. */
    @Test
    void anEditThatNamesANewFileWasTakenTwice() throws Exception {
        try (var e = editing()) {
            e.write("application.properties", e.properties());
            e.run().steady();
            Files.copy(TestIdentity.selfSigned().pem(), folder.resolve("ca.pem"));
            e.set("detour.group.shop.probe.tls-ca=ca.pem");
            e.awaitTaken(0);
            var asked = e.region("EU").seen().size();
            Awaitility.await("several looks later")
                    .atMost(Editing.PATIENCE)
                    .until(() -> e.region("EU").seen().size() > asked + 12);
            assertThat(e.taken()).isEqualTo(1);

            Files.copy(TestIdentity.expired().pem(), folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
            e.awaitTaken(1);
        }
    }

    /** The region that the edit takes out became active while it waited; then it was forgotten. */
    @Test
    @Tag("slow")
    void anEditRefusedAfterItsWaitIsTakenOnceTheGroupMovedOn() throws Exception {
        try (var e = editing().withRoutes()) {
            e.write("application.properties", e.properties() + "detour.group.shop.steps=slow\n");
            e.write("routes/mine.camel.yaml", """
                    - route:
                        id: step-slow
                        from:
                          uri: direct:step-slow
                          steps:
                            - delay:
                                expression:
                                  constant: "6000"
                    """);
            e.run();
            e.awaitGroup("the first decision", g -> g.path("state").asText().equals("acting"));
            e.replace("application.properties", ",EU=" + e.target("EU"), "");
            e.program().await("told to wait", Editing.PATIENCE, line -> line.path("message")
                    .asText()
                    .startsWith("an edit waits"));

            assertThat(e.program().verb("switch", "EU", "--reason", "test").exit())
                    .isZero();
            e.awaitRefused("EU is the active region");
            assertThat(e.program().verb("switch", "APAC", "--reason", "test").exit())
                    .isZero();
            e.awaitMended();
            e.awaitGroup("EU gone", g -> g.path("regions").size() == 2);
        }
    }

    /** What stands beside the properties counts too, and what needs a start says so. */
    @Test
    @Tag("slow")
    void groupsComeAndGoTargetsDriftAndSomeKeysWait() throws Exception {
        try (var e = editing();
                var other = FaultPeer.http(Toxics.ok())) {
            e.write("application.properties", e.properties());
            e.run().steady();
            var both = e.properties().replace("groups=shop", "groups=shop,blog")
                    + "detour.group.blog.regions=ONE=127.0.0.1:%d\n".formatted(other.port())
                    + "detour.group.blog.mode=observe\n"
                    + "detour.group.blog.probe.url=http://{target}/\n"
                    + "detour.group.blog.probe.interval=500ms\n"
                    + "detour.service=renamed\n";

            e.write("application.properties", both);
            e.awaitTaken(0);
            e.awaitStatus(
                    "the new group is watched",
                    s -> s.path("groups").size() == 2
                            && s.path("groups")
                                    .get(1)
                                    .path("regions")
                                    .get(0)
                                    .path("health")
                                    .asText()
                                    .equals("UP"));
            assertThat(e.program().log())
                    .anyMatch(l -> l.path("message").asText().contains("next start on: detour.service"));

            e.write(
                    "application.properties",
                    e.properties()
                            .replace(
                                    e.target("NAM"),
                                    "localhost:" + e.region("NAM").port()));
            e.awaitTaken(1);
            e.awaitStatus("the group is gone", s -> s.path("groups").size() == 1);
            var group = e.awaitGroup("drift", g -> g.path("verdict").asText().contains("Drift"));
            assertThat(group.path("target").asText()).isEqualTo(e.target("NAM"));

            assertThat(e.program().verb("reapply", "--reason", "moved").exit()).isZero();
            group = e.awaitGroup("reapplied", g -> g.path("verified").asBoolean());
            assertThat(group.path("target").asText()).startsWith("localhost:");
            assertThat(e.read("shop.env")).contains("localhost:");
        }
    }

    /** Ended, edited wrongly, started again: the last good configuration runs, says so, and gives way when it is mended. */
    @Test
    void aRestartOverABrokenConfigurationRunsByTheLastGoodOne() throws Exception {
        try (var e = editing().withRoutes()) {
            e.write("application.properties", e.properties().replace("outage=1s", "outage=1"));
            var refused = e.program(folder);
            assertThat(refused.exitStatus(Editing.PATIENCE))
                    .as("a first start refuses")
                    .isEqualTo(8);
            e.write("application.properties", e.properties());
            e.run().steady();
            Awaitility.await()
                    .atMost(Editing.PATIENCE)
                    .until(() -> Files.exists(folder.resolve("data/last-good.json")));
            assertThat(Files.getPosixFilePermissions(folder.resolve("data/last-good.json")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            e.end();

            e.write("application.properties", e.properties().replace("outage=1s", "outage=1"));
            var routes = e.read("routes/probe.camel.yaml");
            Files.delete(folder.resolve("routes/probe.camel.yaml"));
            e.run();
            e.awaitStatus(
                    "all that is missing is the newest configuration",
                    s -> s.path("problems").size() == 1);
            var ready = e.program().ask("/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("last good", "outage=1");
            assertThat(e.metric("detour_reload_failed")).endsWith(" 1.0");
            assertThat(e.program().events("reload-failed").get(0).path("level").asText())
                    .isEqualTo("ERROR");

            e.region("NAM").now(Toxics.status(503));
            e.awaitGroup("it still decides", g -> g.path("active").asText().equals("EU"));
            assertThat(e.program().verb("check").exit()).isEqualTo(8);

            e.write("application.properties", e.properties().replace("outage=1s", "outage=3s"));
            e.awaitRefused("probe.camel.yaml");
            assertThat(e.program().ask("/readyz").statusCode()).isEqualTo(503);
            e.write("routes/probe.camel.yaml", routes);
            e.awaitMended();
            assertThat(e.program().ask("/readyz").statusCode()).isEqualTo(200);
            assertThat(e.taken()).isPositive();
        }
    }
}
