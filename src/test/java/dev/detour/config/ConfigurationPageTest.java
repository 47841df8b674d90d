package dev.detour.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code doc/configuration.md} says what {@link Keys} says; {@code -Drenew=true} writes it anew. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("doc/configuration.md");
    private static final Path README = Path.of("README.md");

    @Test
    void thePageSaysWhatTheTableOfKeysSays() throws IOException {
        if (Boolean.getBoolean("renew")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "doc/configuration.md is stale; renew it with ./mvnw test -Dtest=ConfigurationPageTest -Drenew=true")
                .isEqualTo(page());
    }

    @Test
    void everyKeyOfTheReadmeIsOne() throws IOException {
        var keys = Pattern.compile("(?m)\\bdetour(?:\\.[A-Za-z<>][A-Za-z0-9<>_-]*)+(?==|`)")
                .matcher(Files.readString(README))
                .results()
                .map(match -> match.group())
                .filter(key -> !key.endsWith(".jar"))
                .toList();
        assertThat(keys).hasSizeGreaterThan(8);
        assertThat(keys).allSatisfy(key -> assertThat(KeyFinder.find(key.replace("<g>", "g")))
                .as(key)
                .isPresent());
    }

    private static String page() {
        return """
                # Configuration

                Made from the table of keys in the code, `config/Keys.java`; a test keeps it true, and
                `./mvnw test -Dtest=ConfigurationPageTest -Drenew=true` renews it.

                `application.properties` of the working directory is read, or `--config FILE`; relative paths start from
                that file. What counts: a built-in default, then a preset, the file, the environment, the command line,
                each over the one before. `./detour check -v` shows every value and where it comes from, and every
                problem at once.

                - As a variable, `detour.group.ext-cloud.outage` is `DETOUR_GROUP_EXT_CLOUD_OUTAGE`.
                - A key marked *secret* is never shown, and may be given as `<key>-file`: the file holds the value.
                - Durations: `250ms`, `10s`, `4m`, `1h30m`. Sizes: `64KB`, `10MB`.
                - `{{env:NAME:default}}` and Camel's other placeholders work in every value; every value in force is
                  a placeholder in route files, `{{detour.group.shop.outage}}`.

                ## Detour itself

                %s
                ## A group

                Each key begins with `detour.group.<group>.`, with the group's name: `[a-z0-9-]`, up to 32 characters.
                A region's name is `[A-Za-z0-9_-]`, up to 32.

                %s
                ## A service of the gateway

                Each key begins with `detour.gateway.<service>.`, with the service's name, formed as a group's. There is
                no list of services: one is there when a key speaks of it.

                %s""".formatted(
                        table(Keys.rows().stream()
                                .filter(row -> !grouped(row) && !ServiceKeys.isOf(row))
                                .toList()),
                        table(Keys.rows().stream()
                                .filter(ConfigurationPageTest::grouped)
                                .toList()),
                        table(ServiceKeys.rows()));
    }

    private static boolean grouped(Key<?> row) {
        return row.pattern().startsWith("detour.group.<group>.");
    }

    private static String table(List<Key<?>> rows) {
        var text = new StringBuilder("| key | what it takes | default | meaning |\n|---|---|---|---|\n");
        for (var row : rows) {
            text.append("| `%s` | %s | %s | %s%s |\n"
                    .formatted(
                            row.pattern().replace("detour.group.<group>.", "").replace("detour.gateway.<service>.", ""),
                            cell(row.type().name()),
                            row.standard().map(ConfigurationPageTest::standard).orElse("–"),
                            row.secret() ? "*secret*: " : "",
                            cell(row.meaning())));
        }
        return text.toString();
    }

    private static String standard(String text) {
        return text.startsWith("= ") ? "that of `" + text.substring(2) + "`" : "`" + text.replace("|", "\\|") + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
