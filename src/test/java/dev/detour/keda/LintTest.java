package dev.detour.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.detour.keda.Lint.Yield;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    /** As the README of the Failover Monitor has it. */
    private static final String SEED = """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata:
              name: my-app-failover
              namespace: my-app
            spec:
              scaleTargetRef:
                kind: Deployment
                name: my-app
              minReplicaCount: 2
              maxReplicaCount: 4
              triggers:
              - type: metrics-api
                metadata:
                  method: "GET"
                  url: "http://monitor:8000/metric/site-a"
                  valueLocation: "value"
                  threshold: "1"
                  activationThreshold: "0"
            """;

    private static Lint.Found lint(String yaml) throws Malformed {
        return Lint.of(yaml).get(0);
    }

    @Test
    void namesTheWrongKeysOfTheSeedsReadme() throws Exception {
        var found = lint(SEED);

        assertThat(found.object()).isEqualTo("my-app/my-app-failover");
        assertThat(found.problems())
                .anyMatch(p -> p.startsWith("threshold is not read by metrics-api; write targetValue"))
                .anyMatch(p -> p.startsWith("activationThreshold is not read by metrics-api; write activationTarget"))
                .anyMatch(p -> p.startsWith("method is where an API key goes"))
                .anyMatch(p -> p.startsWith("targetValue is missing"))
                .anyMatch(p -> p.contains("with targetValue \"1\" in its place: value 0 → 2, value 1 → 2"))
                .anyMatch(p -> p.startsWith("no fallback"));
        assertThat(found.yields()).extracting(Yield::replicas).allMatch(r -> r.contains("KEDA refuses the trigger"));
    }

    @Test
    void saysThatAMendedSeedStillScalesNothing() throws Exception {
        var found = lint(SEED.replace("threshold", "targetValue")
                .replace("activationThreshold", "activationTargetValue")
                .replace("      method: \"GET\"\n", ""));

        assertThat(found.yields()).containsExactly(new Yield("0", "2"), new Yield("1", "2"));
        assertThat(found.problems()).anyMatch(p -> p.startsWith("both values give the same number of replicas"));
    }

    /** Value divided by target, rounded up, within the bounds; below the activation value none, where none is allowed. */
    @ParameterizedTest
    @CsvSource({
        "0, 4, 1, 0, 0, 1",
        "0, 4, 0.25, 0, 0, 4",
        "2, 4, 0.25, 0, 2, 4",
        "2, 10, 0.3, 0, 2, 4",
        "0, 4, 0.25, 1, 0, 0",
        "2, 4, 0.25, 1, 2, 4",
        "1, 3, 0.1, 0, 1, 3"
    })
    void saysWhatComesOfZeroAndOne(int min, int max, String target, String activation, String zero, String one)
            throws Exception {
        var yaml = SEED.replace("minReplicaCount: 2", "minReplicaCount: " + min)
                .replace("maxReplicaCount: 4", "maxReplicaCount: " + max)
                .replace("      method: \"GET\"\n", "")
                .replace("activationThreshold: \"0\"", "activationTargetValue: \"" + activation + "\"")
                .replace("threshold: \"1\"", "targetValue: \"" + target + "\"");

        assertThat(lint(yaml).yields()).containsExactly(new Yield("0", zero), new Yield("1", one));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "threshold: \"1\"|targetValue: 1|targetValue is not a text, so Kubernetes refuses it",
                "threshold: \"1\"|targetValue: \"0\"|targetValue is no number above 0",
                "valueLocation: \"value\"|valueLocation: \"data.value\"|valueLocation is data.value",
                "monitor:8000|<monitor-host>:8000|url still has a place to be filled in",
                "threshold: \"1\"|treshold: \"1\"|treshold is not read by metrics-api"
            })
    void namesEachMistake(String right, String wrong, String words) throws Exception {
        assertThat(lint(SEED.replace(right, wrong)).problems()).anyMatch(p -> p.startsWith(words));
    }

    @Test
    void manifestIsCleanAndGivesTheReplicasAskedFor() throws Exception {
        var manifest = new Manifest("site", List.of("a", "b"), "http://detour:8000", "my-app", "my-app", 2, 4);

        var found = Lint.of(manifest.yaml());

        assertThat(found).hasSize(2).allSatisfy(f -> {
            assertThat(f.problems()).isEmpty();
            assertThat(f.yields()).containsExactly(new Yield("2", "2"), new Yield("4", "4"));
        });
        assertThat(manifest.yaml())
                .contains("url: \"http://detour:8000/metric/site/a?format=replicas&up=2&down=4\"")
                .contains("url: \"http://detour:8000/metric/site/b?format=replicas&up=2&down=4\"")
                .contains("behavior: currentReplicasIfHigher")
                .doesNotContain("method:");
    }

    @Test
    void manifestScalesFromNothing() throws Exception {
        var manifest = new Manifest("site", List.of("a"), "http://detour:8000", "my-app", "my-app", 0, 4);

        assertThat(Lint.of(manifest.yaml()).get(0).yields()).containsExactly(new Yield("0", "0"), new Yield("4", "4"));
        assertThat(Lint.of(manifest.yaml()).get(0).problems()).isEmpty();
    }

    @Test
    void whatIsNoScaledObjectIsRefused() {
        assertThatThrownBy(() -> Lint.of("kind: Deployment\n")).hasMessageContaining("no ScaledObject");
        assertThatThrownBy(() -> Lint.of("a: [")).hasMessageStartingWith("not YAML: ");
    }

    /** They were written out, or divided by, to the last of a thousand million digits. */
    @ParameterizedTest
    @CsvSource({"1e999999999", "1e-999999999", "-1e999999999"})
    void numberThatNoFloatHoldsIsNone(String number) throws Exception {
        var found = lint(SEED.replace("threshold: \"1\"", "targetValue: \"" + number + "\""));

        assertThat(found.problems()).contains("targetValue is no number above 0");
        assertThat(lint(SEED.replace("threshold: \"1\"", "threshold: \"" + number + "\""))
                        .problems())
                .contains("threshold is not read by metrics-api; write targetValue");
    }

    /** The quotient went round, and a huge number of replicas became the least. */
    @Test
    void targetOfNearlyNothingGivesTheMost() throws Exception {
        var found =
                lint(SEED.replace("threshold: \"1\"", "targetValue: \"1e-200\"").replace("method: \"GET\"", "a: b"));

        assertThat(found.yields()).contains(new Yield("1", "4"));
    }

    @Test
    void yamlThatIsNestedTooDeepIsMalformed() {
        assertThatThrownBy(() -> Lint.of("[".repeat(100_000)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("nested too deep");
    }
}
