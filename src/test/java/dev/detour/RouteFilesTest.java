package dev.detour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.support.PatternHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every shipped route file, as an integration engineer and their editor meet it. */
class RouteFilesTest {
    private static final Path FOLDER = Path.of("routes");
    private static final int LINES = 120;
    private static final int STEPS = 13;
    private static final String KEBAB = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
    private static final Map<Path, JsonNode> FILES = new TreeMap<>();

    /** A route or a template's route, with what names it. */
    private record Route(Path file, String id, String description, JsonNode body) {
        String from() {
            return body.path("from").path("uri").asText();
        }

        List<JsonNode> steps() {
            var all = new ArrayList<JsonNode>();
            collect(body, all);
            return all;
        }

        private static void collect(JsonNode node, List<JsonNode> all) {
            node.properties().forEach(member -> {
                if (member.getKey().equals("steps")) {
                    member.getValue().forEach(all::add);
                }
                collect(member.getValue(), all);
            });
            if (node.isArray()) {
                node.forEach(element -> collect(element, all));
            }
        }

        /** The direct endpoints it calls by a name that is known beforehand. */
        List<String> calls() {
            return steps().stream()
                    .map(step -> step.path("to").path("uri").asText())
                    .filter(uri -> uri.startsWith("direct:"))
                    .toList();
        }

        @Override
        public String toString() {
            return file.getFileName() + " " + id;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                FILES.put(file, YAML.readTree(file.toFile()));
            }
        }
    }

    private static List<Route> routes() {
        var all = new ArrayList<Route>();
        FILES.forEach((file, content) -> content.forEach(item -> {
            if (item.has("route")) {
                all.add(route(file, item.get("route"), item.get("route")));
            } else if (item.has("routeTemplate")) {
                var template = item.get("routeTemplate");
                all.add(route(file, template, template.path("route")));
            }
        }));
        return all;
    }

    private static Route route(Path file, JsonNode named, JsonNode body) {
        return new Route(
                file, named.path("id").asText(), named.path("description").asText(), body);
    }

    private static Stream<DynamicTest> eachFile(Check<Path> check) {
        return FILES.keySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check.of(file)));
    }

    private static Stream<DynamicTest> eachRoute(Check<Route> check) {
        return routes().stream().map(route -> DynamicTest.dynamicTest(route.toString(), () -> check.of(route)));
    }

    private interface Check<T> {
        void of(T subject) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> isValidByCamelsOwnSchema() {
        return eachFile(file -> assertThat(SCHEMA.validate(FILES.get(file)))
                .as("what the YAML DSL's schema says of %s", file)
                .isEmpty());
    }

    @Test
    void theSchemaFindsWhatIsWrong() throws IOException {
        var wrong = YAML.readTree("""
                - route:
                    id: wrong
                    from:
                      uri: direct:wrong
                      stepps:
                        - log: hello
                """);
        assertThat(SCHEMA.validate(wrong)).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> isNamedAsARouteFileAndFitsOnAScreenOrTwo() {
        return eachFile(file -> {
            assertThat(file.getFileName().toString()).matches(KEBAB + "\\.camel\\.yaml");
            assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(LINES);
        });
    }

    @TestFactory
    Stream<DynamicTest> hasAnIdADescriptionAndAGroup() {
        return eachRoute(route -> {
            assertThat(route.id()).matches(KEBAB);
            assertThat(route.description()).as("a sentence").endsWith(".").hasSizeGreaterThan(20);
            assertThat(route.body().path("group").asText()).matches(KEBAB);
        });
    }

    @Test
    void noTwoRoutesHaveTheSameIdOrEntry() {
        assertThat(routes()).extracting(Route::id).doesNotHaveDuplicates();
        assertThat(routes())
                .extracting(Route::from)
                .filteredOn(uri -> uri.startsWith("direct:"))
                .doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> isShort() {
        return eachRoute(
                route -> assertThat(route.steps()).as("steps of " + route).hasSizeLessThanOrEqualTo(STEPS));
    }

    @TestFactory
    Stream<DynamicTest> anHttpEntryRemovesCamelsHeadersFirst() {
        var entries = routes().stream()
                .filter(route -> route.from().startsWith("platform-http"))
                .toList();
        assertThat(entries).isNotEmpty();
        return entries.stream()
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> assertThat(route.steps()
                                .get(0)
                                .path("removeHeaders")
                                .path("pattern")
                                .asText())
                        .isEqualTo("Camel*")));
    }

    @Test
    void everyStaticallyNamedRouteIsShipped() {
        var entries = routes().stream().map(Route::from).toList();
        assertThat(routes()).allSatisfy(route -> assertThat(entries).containsAll(route.calls()));
    }

    /**
     * Camel counts redeliveries in a header of the exchange that is redelivered. A route called from one that redelivers
     * works on that very exchange: if it takes the header away, the redeliveries never end.
     */
    @Test
    void nothingBelowARedeliveringRouteRemovesTheCountOfRedeliveries() {
        var redelivering = routes().stream().filter(RouteFilesTest::redelivers).map(Route::calls);
        var below = new HashSet<String>();
        redelivering.forEach(calls -> calls.forEach(uri -> addWithCalled(uri, below)));
        assertThat(below).as("what is called from routes that redeliver").isNotEmpty();
        assertThat(routes())
                .filteredOn(route -> below.contains(route.from()))
                .allSatisfy(route ->
                        assertThat(route.steps()).as(route.toString()).noneMatch(RouteFilesTest::removesTheCount));
    }

    private static void addWithCalled(String uri, Set<String> all) {
        if (all.add(uri)) {
            routes().stream()
                    .filter(route -> route.from().equals(uri))
                    .flatMap(route -> route.calls().stream())
                    .forEach(called -> addWithCalled(called, all));
        }
    }

    private static boolean redelivers(Route route) {
        return has(route.body(), "redeliveryPolicy")
                || FILES.values().stream()
                        .flatMap(content -> Stream.iterate(0, i -> i < content.size(), i -> i + 1)
                                .map(content::get))
                        .map(item -> item.path("routeConfiguration"))
                        .filter(configuration -> configuration
                                .path("id")
                                .asText()
                                .equals(route.body()
                                        .path("routeConfigurationId")
                                        .asText("none")))
                        .anyMatch(configuration -> has(configuration, "redeliveryPolicy"));
    }

    private static boolean has(JsonNode node, String member) {
        return node.findValue(member) != null;
    }

    private static boolean removesTheCount(JsonNode step) {
        var header = "CamelRedeliveryCounter";
        return PatternHelper.matchPattern(
                        header, step.path("removeHeaders").path("pattern").asText("none"))
                || step.path("removeHeader").path("name").asText().equals(header);
    }
}
