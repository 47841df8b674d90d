package dev.detour.docs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.detour.peers.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of the README anew, in light and in dark: {@code ./mvnw test -Dtest=PagePictures}. No build does. */
class PagePictures {
    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/#token=\\S+");

    @TempDir
    Path folder;

    @Test
    void takesThem() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(90_000);
        var said = folder.resolve("said");
        var builder =
                new ProcessBuilder("./detour", "demo").redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("DETOUR_NO_ARCHIVE", "1");
        var demo = builder.start();
        try (var chromium = Chromium.start()) {
            Awaitility.await().until(() -> LINK.matcher(Files.readString(said)).find());
            Matcher link = LINK.matcher(Files.readString(said));
            link.find();
            var light = open(chromium, link.group(), ColorScheme.LIGHT);
            assertThat(light.locator(".region[data-health=UP]")).hasCount(3);
            light.locator("button.demo").first().click();
            assertThat(light.locator("#verdict")).containsText("automatic");
            assertThat(light.locator("#events li").first()).containsText("verified");
            var dark = open(chromium, link.group(), ColorScheme.DARK);
            assertThat(dark.locator("#verdict")).containsText("automatic");
            for (var page : Map.of("page.png", light, "page-dark.png", dark).entrySet()) {
                page.getValue().screenshot(new Page.ScreenshotOptions().setPath(Path.of("doc", page.getKey())));
            }
        } finally {
            demo.destroy();
            demo.waitFor();
        }
    }

    private static Page open(Chromium chromium, String link, ColorScheme scheme) {
        var page = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1280, 860)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE))
                .newPage();
        page.navigate(link);
        assertThat(page.locator(".region")).hasCount(3);
        return page;
    }
}
