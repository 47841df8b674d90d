package dev.detour.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.config.Configuration;
import dev.detour.config.Sources;
import dev.detour.reload.RouteExchange.Plan;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files an edit exchanges: no more than it must, and no fewer. */
class RouteExchangeTest {
    private static final String HELD = """
            detour.groups=shop
            detour.group.shop.regions=NAM=127.0.0.1:9,EU=127.0.0.1:10
            detour.group.shop.probe.url=http://{target}/
            balancer.host=one
            balancer.url=http://{{balancer.host}}/drain
            """;
    private static final String DRAIN = "- route:\n    id: drain\n    from:\n      uri: direct:{{balancer.url}}\n";
    private static final String PLAIN = "- route:\n    id: plain\n    from:\n      uri: direct:plain\n";

    @TempDir
    Path folder;

    private Edition edition(String properties, Map<String, String> texts) {
        var loaded = Configuration.load(Sources.of(folder, Map.of()), properties);
        return new Edition(loaded, Optional.of(new RouteFiles(folder, texts)));
    }

    @Test
    void onlyTheFilesThatDiffer() {
        var before = edition(HELD, Map.of("a", PLAIN, "b", DRAIN));
        var after = edition(HELD, Map.of("a", PLAIN + "# edited", "b", DRAIN));

        assertThat(RouteExchange.plan(before, after).files()).containsExactly("a");
    }

    @Test
    void aFileThatIsGoneAndOneThatIsNew() {
        var before = edition(HELD, Map.of("a", PLAIN));
        var after = edition(HELD, Map.of("b", PLAIN));

        assertThat(RouteExchange.plan(before, after).files()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aPlaceholderOfAPlaceholderThatStandsForSomethingElse() {
        var before = edition(HELD, Map.of("a", PLAIN, "b", DRAIN));
        var after = edition(HELD.replace("=one", "=two"), Map.of("a", PLAIN, "b", DRAIN));

        assertThat(RouteExchange.plan(before, after).files()).containsExactly("b");
    }

    @Test
    void aValueThatNoRouteNamesExchangesNone() {
        var texts = Map.of("a", PLAIN, "b", DRAIN);

        var plan = RouteExchange.plan(edition(HELD, texts), edition(HELD + "detour.group.shop.outage=9s\n", texts));

        assertThat(plan).isEqualTo(new Plan(java.util.Set.of(), false));
    }

    @Test
    void whatRoutesOfOtherFilesAreMadeWithExchangesThemAll() {
        var errors = "- routeConfiguration:\n    id: as-it-is\n";
        var before = edition(HELD, Map.of("a", PLAIN, "errors", errors));
        var after = edition(HELD, Map.of("a", PLAIN, "errors", errors + "# edited"));

        assertThat(RouteExchange.plan(before, after).files()).containsExactlyInAnyOrder("a", "errors");
        assertThat(RouteExchange.plan(before, after).templates()).isTrue();
    }

    @Test
    void aTemplateHasItsRoutesMadeAnew() {
        var probe = "- routeTemplate:\n    id: probe\n";
        var before = edition(HELD, Map.of("a", PLAIN, "probe", probe));
        var after = edition(HELD, Map.of("a", PLAIN, "probe", probe + "# edited"));

        var plan = RouteExchange.plan(before, after);

        assertThat(plan.files()).containsExactly("probe");
        assertThat(plan.templates()).isTrue();
    }

    @Test
    void theRoutesInsideTheJarStay() {
        var before = new Edition(edition(HELD, Map.of()).loaded(), Optional.empty());

        assertThat(RouteExchange.plan(before, before).files()).isEmpty();
    }

    @Test
    void aMissingRouteIsLookedForWhereItWas() {
        var files = new RouteFiles(folder, Map.of("plain.camel.yaml", PLAIN));

        var why = files.placed(Rejected.of("routes/: no route begins with direct:plain; Detour needs it"));

        assertThat(why.file()).isEqualTo(folder.resolve("plain.camel.yaml").toString());
        assertThat(why.getMessage()).contains("it was in ");
    }

    @Test
    void thePlaceIsReadFromWhatCamelSays() {
        var why = Rejected.of("Unknown node id: setBdy\n in file:/etc/d/routes/choose.camel.yaml, line 25, column 19:\n"
                + "     setBdy:\n     ^");

        assertThat(why.file()).isEqualTo("/etc/d/routes/choose.camel.yaml");
        assertThat(why.line()).isEqualTo(25);
        assertThat(why.getMessage())
                .isEqualTo("Unknown node id: setBdy in file:/etc/d/routes/choose.camel.yaml, line 25, column 19");
    }

    @Test
    void ofTwoPlacesTheOneCountsWhereItIsWrong() {
        var why = Rejected.of("""
                while parsing a block mapping
                 in file:/etc/d/routes/mine.camel.yaml, line 2, column 5:
                        id: mine
                        ^
                expected <block end>, but found '-'
                 in file:/etc/d/routes/mine.camel.yaml, line 6, column 5:
                        - log: a
                        ^
                """);

        assertThat(why.line()).isEqualTo(6);
        assertThat(why.getMessage())
                .isEqualTo(
                        "while parsing a block mapping in file:/etc/d/routes/mine.camel.yaml, line 2, column 5;"
                                + " expected <block end>, but found '-' in file:/etc/d/routes/mine.camel.yaml, line 6, column 5");
    }
}
