package dev.detour.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.detour.peers.Fault;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component as Camel and its tooling see it: options, secrets, addresses. */
class DatadogComponentTest extends DatadogWorld {
    @Test
    @Fault("F9")
    void theKeyIsInNoAddressErrorDumpOrJmxValue() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("in").to("datadog:events?apiKey=RAW(" + KEY + ")");
            }
        });
        var endpoint = (DatadogEndpoint) camel.getEndpoints().stream()
                .filter(DatadogEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();
        template.sendBody("direct:in", "text");
        await().atMost(PATIENCE).until(() -> endpoint.getDelivered() == 1);
        datadog.say(403);
        template.sendBody("direct:in", "refused");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoint.getTrouble()).isEqualTo("the API key is refused (HTTP 403)"));
        assertThat(endpoint.toString() + endpoint.getConfiguration()).doesNotContain(KEY);
        assertThat(jmx()).contains("Delivered").doesNotContain(KEY);
        assertThatThrownBy(() -> template.requestBody("datadog:events?apiKey=" + KEY + "&proxy=https://u:p@h:1", "x"))
                .hasRootCauseMessage("datadog: proxy is to be written http://[user:password@]host:port")
                .hasMessageNotContaining(KEY);
    }

    /** Every attribute of this context's MBeans. */
    private String jmx() throws Exception {
        var server = ManagementFactory.getPlatformMBeanServer();
        var all = new StringBuilder();
        for (var name : server.queryNames(new ObjectName("org.apache.camel:context=" + camel.getName() + ",*"), null)) {
            all.append(name).append('\n');
            for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    all.append(attribute.getName())
                            .append('=')
                            .append(server.getAttribute(name, attribute.getName()))
                            .append('\n');
                } catch (javax.management.JMException unreadable) {
                    all.append(attribute.getName()).append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void whatIsWrongIsSaidWithTheRightForm() {
        assertThatThrownBy(() -> template.sendBody("datadog:metrics?metricName=a", "many"))
                .hasRootCauseMessage("a metric's value is a number, not \"many\"");
        assertThatThrownBy(() -> template.sendBody("datadog:metrics", 1))
                .hasRootCauseMessage("datadog:metrics needs a metricName");
        assertThatThrownBy(() -> camel.getEndpoint("datadog:traces"))
                .hasRootCauseMessage("datadog:traces: write datadog:logs, datadog:events or datadog:metrics");
        assertThatThrownBy(() -> template.sendBody("datadog:metrics?metricName=a&agent=unixgram:///run/dsd", 1))
                .hasStackTraceContaining("dogstatsd_stream_socket");
        configuration.setApiKey(" ");
        assertThatThrownBy(() -> template.sendBody("datadog:logs?service=other", "x"))
                .hasRootCauseMessage("datadog:logs needs an apiKey");
        configuration.setApiKey(KEY);
        configuration.setIntakeUrl(null);
        assertThatThrownBy(() -> template.sendBody("datadog:logs?site=evil.example/x", "x"))
                .hasStackTraceContaining("is no site; those of Datadog are datadoghq.com");
    }

    /** Without a scheme it was a NullPointerException. */
    @ParameterizedTest
    @ValueSource(strings = {"//relay.example.com", "relay.example.com", "ftp://relay.example.com", "https:relay"})
    void intakeThatIsNoAddressIsRefused(String intake) {
        configuration.setIntakeUrl(intake);

        assertThatThrownBy(() -> Site.check(configuration))
                .hasMessage("datadog: intakeUrl is to be written https://host[:port]");
    }

    @Test
    void everySiteHasItsAddresses() {
        configuration.setIntakeUrl(null);
        assertThat(Site.KNOWN).hasSize(7);
        for (var site : Site.KNOWN) {
            configuration.setSite(site);
            assertThat(Site.logs(configuration)).hasToString("https://http-intake.logs." + site + "/api/v2/logs");
            assertThat(Site.api(configuration, "/api/v1/events")).hasToString("https://api." + site + "/api/v1/events");
        }
    }

    /** The catalog is generated at each build; it must know every option, and which of them are secret. */
    @Test
    void toolingKnowsEveryOption() throws Exception {
        var json = LogEntry.JSON.readTree(
                Files.readString(Path.of("src/generated/resources/META-INF/dev/detour/datadog/datadog.json")));

        var options = new ArrayList<String>();
        json.path("properties").fieldNames().forEachRemaining(options::add);
        for (var field : DatadogConfiguration.class.getDeclaredFields()) {
            assertThat(options).contains(field.getName());
        }
        assertThat(json.at("/properties/apiKey/secret").asBoolean()).isTrue();
        assertThat(json.at("/properties/proxy/secret").asBoolean()).isTrue();
        assertThat(json.at("/properties/kind/enum"))
                .map(kind -> kind.asText())
                .containsExactly("logs", "events", "metrics");
        assertThat(PluginHelper.getConfigurerResolver(camel)
                        .resolvePropertyConfigurer("datadog-endpoint-configurer", camel))
                .isNotNull();
    }

    @Test
    void dependsOnNothingOfDetour() {
        var classes = new ClassFileImporter()
                .withImportOption(new com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests())
                .importPackages("dev.detour.datadog");

        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.detour",
                        "dev.detour.act..",
                        "dev.detour.config..",
                        "dev.detour.control..",
                        "dev.detour.decision..",
                        "dev.detour.log..",
                        "dev.detour.serve..",
                        "dev.detour.store..",
                        "dev.detour.tell..",
                        "dev.detour.probe..")
                .check(classes);
    }
}
