package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.cli.Exit;
import dev.detour.cli.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code check}: every problem at once, those of the routes too, each with its place (SPEC §3). */
class CheckVerbTest {
    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    private int detour(Map<String, String> environment, String... words) {
        var spoken = Spoken.by(new Commands(folder, environment), environment, words);
        out = spoken.out();
        err = spoken.err();
        return spoken.exit();
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("application.properties"), text);
    }

    @BeforeEach
    void configureOneGroup() throws IOException {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1,B=127.0.0.1:2
                detour.group.k.steps=write-env,nix,nax
                detour.group.k.notify=slack
                detour.group.k.choose=route:nobody
                """);
    }

    @Test
    void aRouteThatIsMissingIsToldWhereItIsAskedFor() throws Exception {
        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);

        assertThat(err)
                .contains("application.properties:3: detour.group.k.steps=write-env,nix,nax:"
                        + " no route begins with direct:step-nix; there are: restart, verify, write-env\n")
                .contains("no route begins with direct:step-nax")
                .contains("application.properties:4: detour.group.k.notify=slack: no route begins with"
                        + " direct:notify-slack; there are: ")
                .contains("application.properties:5: detour.group.k.choose=route:nobody: no route begins with"
                        + " direct:choose-nobody")
                .contains("4 problems");

        detour(Map.of(), "check", "-o", "json");
        var problem = new ObjectMapper().readTree(out).path("problems").path(0);
        assertThat(problem.path("file").asText()).endsWith("application.properties");
        assertThat(problem.path("line").asInt()).isEqualTo(3);
        assertThat(problem.path("key").asText()).isEqualTo("detour.group.k.steps");
        assertThat(problem.path("value").asText()).isEqualTo("write-env,nix,nax");
    }

    @Test
    void keysAndRoutesAreToldAtOnceByCheckAndByRun() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "detour.group.k.outage=x\n",
                java.nio.file.StandardOpenOption.APPEND);

        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);
        assertThat(err).contains("detour.group.k.outage=x: not a duration").contains("direct:step-nix");

        assertThat(detour(Map.of(), "run")).isEqualTo(Exit.CONFIGURATION);
        assertThat(err).contains("detour.group.k.outage=x: not a duration").contains("direct:step-nix");
    }

    @Test
    void everyRouteFileThatCannotBeReadIsTold() throws Exception {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1,B=127.0.0.1:2
                """);
        var routes = copyRoutes();
        Files.writeString(routes.resolve("m1.camel.yaml"), "- route: [\n");
        Files.writeString(
                routes.resolve("m2.camel.yaml"), "- from:\n    uri: direct:m2\n    steps:\n      - foo: bar\n");

        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);

        assertThat(err.lines().filter(line -> line.contains("m1.camel.yaml:"))).hasSize(1);
        assertThat(err.lines().filter(line -> line.contains("m2.camel.yaml"))).hasSize(1);
        assertThat(err).contains("2 problems").doesNotContain("\tat ");
    }

    private Path copyRoutes() throws IOException {
        var routes = Files.createDirectory(folder.resolve("routes"));
        try (var shipped = Files.list(Path.of("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        return routes;
    }

    @Test
    void aGroupThatDoesNoStepNeedsNoRouteOfOne() throws Exception {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1,B=127.0.0.1:2
                """);
        Files.delete(copyRoutes().resolve("steps.camel.yaml"));

        assertThat(detour(Map.of(), "check")).as(err).isEqualTo(Exit.FINE);
    }

    @Test
    void aRouteThatIsOursAloneIsToBeRestored() throws Exception {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1,B=127.0.0.1:2
                detour.group.k.restart=ssh
                detour.group.k.restart.ssh.hosts=one.example.com
                detour.group.k.restart.ssh.user=deploy
                detour.group.k.restart.ssh.key=key
                detour.group.k.restart.ssh.known-hosts=known_hosts
                detour.group.k.restart.ssh.command=/bin/true
                """);
        Files.delete(copyRoutes().resolve("fleet.camel.yaml"));

        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);

        assertThat(err)
                .contains("application.properties:3: detour.group.k.restart=ssh: no route begins with"
                        + " direct:restart-host; restore the shipped route of that name, in routes/fleet.camel.yaml\n")
                .doesNotContain("there are:");
    }

    @Test
    void oneWrongGroupNameHidesNothingOfTheOthers() throws Exception {
        configure("""
                detour.groups=shop, Bad_Name
                detour.group.shop.regions=A=127.0.0.1:1,B=127.0.0.1:2
                detour.group.shop.probe.intervall=3s
                detour.group.shop.outage=x
                """);

        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);

        assertThat(err)
                .contains("application.properties:1: detour.groups=shop, Bad_Name: \"Bad_Name\" is no group name")
                .contains("did you mean detour.group.shop.probe.interval?")
                .contains("detour.group.shop.outage=x: not a duration")
                .doesNotContain("is not in detour.groups");
    }

    @Test
    void whatAVariableOfASeedHoldsIsShown() {
        assertThat(detour(Map.of("SITE_A_HEALTH_URL", "http://h/", "PROBE_TIMEOUT_SEC", "abc"), "check"))
                .isEqualTo(Exit.CONFIGURATION);
        assertThat(err).contains("environment: PROBE_TIMEOUT_SEC=abc: not a number of seconds");
    }

    @Test
    void headersThatCollideInAVariableAreToldAsAre() throws Exception {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1
                detour.group.k.probe.header.X-A=1
                detour.group.k.probe.header.X_A=2
                """);
        assertThat(detour(Map.of(), "check")).isEqualTo(Exit.CONFIGURATION);
        assertThat(err).contains("collide: both have the variable DETOUR_GROUP_K_PROBE_HEADER_X_A");
    }

    @Test
    void aShortTokenIsTakenWithAWarning() throws Exception {
        configure("""
                detour.groups=k
                detour.group.k.regions=A=127.0.0.1:1,B=127.0.0.1:2
                detour.http.token=abc
                """);
        assertThat(detour(Map.of(), "check")).isZero();
        assertThat(err).contains("detour.http.token=***: short");
    }

    @Test
    void everyVerbSpeaksJson() throws Exception {
        configure("""
                detour.groups=site
                detour.group.site.regions=a=127.0.0.1:1,b=127.0.0.1:2
                """);
        var json = new ObjectMapper();
        assertThat(detour(Map.of(), "version", "-o", "json")).isZero();
        assertThat(json.readTree(out).path("version").asText()).isEqualTo(Version.current());
        assertThat(detour(Map.of(), "completion", "-o", "json")).isZero();
        assertThat(json.readTree(out).path("script").asText()).contains("complete");
        assertThat(detour(Map.of("SITE_A_HEALTH_URL", "http://h/"), "import", "-o", "json"))
                .isZero();
        assertThat(json.readTree(out).path("detour.groups").asText()).isEqualTo("site");
        assertThat(detour(Map.of(), "keda", "manifest", "-o", "json")).isZero();
        assertThat(json.readTree(out).path("items").path(1).path("kind").asText())
                .isEqualTo("ScaledObject");
    }

    @Test
    void aPortOutOfRangeIsAMistakeOfUsage() {
        assertThat(detour(Map.of(), "status", "--url", "http://127.0.0.1:99999"))
                .isEqualTo(Exit.USAGE);
    }
}
