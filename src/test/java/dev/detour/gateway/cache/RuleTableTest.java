package dev.detour.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users read about the rules is what holds. */
class RuleTableTest {
    @ParameterizedTest
    @EnumSource(Rule.class)
    void documentationNamesTheRule(Rule rule) throws Exception {
        assertThat(Files.readString(Path.of("doc/gateway.md"))).contains(rule.reason());
    }
}
