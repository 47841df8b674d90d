package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between pages lead somewhere. Those to other sites are not followed: a test asks nobody else. */
class LinksTest {
    static Stream<Markdown> pages() throws IOException {
        return Markdown.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Markdown page) {
        assertThat(page.links())
                .filteredOn(link -> !link.startsWith("https://"))
                .allSatisfy(link -> follow(page, link));
    }

    private static void follow(Markdown page, String link) {
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        assertThat(Files.exists(target)).as("%s: %s", page, link).isTrue();
        if (parts.length > 1) {
            assertThat(Markdown.of(target.toString()).headings())
                    .extracting(Markdown::anchor)
                    .as("%s: %s", page, link)
                    .contains(parts[1]);
        }
    }
}
