package dev.detour;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.detour.peers.Chromium;
import dev.detour.peers.DetourProcess;
import dev.detour.peers.FastStart;
import dev.detour.peers.Relay;
import dev.detour.serve.LiveServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, over the real demo (SPEC §8): what one sees, and what one can do. */
class PageInBrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/#token=(\\S+)");

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static DetourProcess demo;
    private static String link;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temp"))));
        command.addAll(List.of(FastStart.options()));
        command.addAll(
                List.of("-jar", Path.of("target/detour.jar").toAbsolutePath().toString(), "demo"));
        demo = DetourProcess.start(command, folder, Map.of(), 0);
        Awaitility.await().atMost(PATIENCE).until(() -> said().contains("#token="));
        var found = LINK.matcher(said());
        assertThat(found.find()).isTrue();
        link = found.group();
    }

    private static String said() {
        return String.join("\n", demo.lines());
    }

    /** As Ctrl-C does, so that the demo takes its application with it. */
    @AfterAll
    static void stop() {
        if (demo != null) {
            demo.terminate();
            demo.exitStatus(Duration.ofSeconds(20));
            demo.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void quiet() {
        complaints.clear();
    }

    @AfterEach
    void nothingWentWrongInTheBrowser() {
        context.close();
        assertThat(complaints).as("script errors and violations of the policy").isEmpty();
    }

    private Page open(String address, ColorScheme scheme, int width) {
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 800)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE.toMillis());
        var page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.navigate(address);
        return page;
    }

    private Page open() {
        var page = open(link, ColorScheme.LIGHT, 1280);
        assertThat(page.locator("#app")).isVisible();
        assertThat(page.locator(".region button.demo")).hasCount(3);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String active(Page page) {
        return page.locator(".region[data-active] .name").textContent();
    }

    private static String spare(Page page) {
        return page.locator(".region[data-health=UP]:not([data-active]) .name")
                .first()
                .textContent();
    }

    private static void everythingIsUp(Page page) {
        for (var mend : page.locator("button.demo", new Page.LocatorOptions().setHasText("Mend"))
                .all()) {
            mend.click();
        }
        assertThat(page.locator(".region[data-health=UP]")).hasCount(3);
        assertThat(page.locator("body")).hasAttribute("data-tone", "up");
    }

    @Test
    void theTokenLeavesTheAddressBar() {
        var page = open();

        assertThat(page.url()).endsWith("/").doesNotContain("token");
    }

    @Test
    void breakingTheActiveRegionChangesTheVerdictByItself() {
        var page = open();
        everythingIsUp(page);
        var before = active(page);
        var pid = page.locator("#application strong").last().textContent();

        button(page, "Break " + before).click();

        assertThat(page.locator("#verdict"))
                .hasText(Pattern.compile("[A-Z]+ since .*, automatic: " + before + " was down for .*"));
        assertThat(page.locator("body")).hasAttribute("data-tone", "up");
        assertThat(page).hasTitle(Pattern.compile(".*automatic: " + before + " was down.*"));
        assertThat(page.locator(".region[data-active] .name")).not().hasText(before);
        assertThat(page.locator("#application strong").first()).hasText(active(page));
        assertThat(page.locator("#application strong").last()).not().hasText(pid);
        assertThat(page.locator("#events li")
                        .filter(new Locator.FilterOptions().setHasText("verified"))
                        .first())
                .isVisible();
        assertThat(page.locator("#effect")).containsText("the same");
        everythingIsUp(page);
    }

    @Test
    void switchesByHandAfterADryRunWithAReasonAndATypedWord() {
        var page = open();
        everythingIsUp(page);
        var to = spare(page);
        var from = active(page);
        button(page, "Switch to " + to + "…").click();
        var dialog = page.getByRole(AriaRole.DIALOG);

        button(page, "Dry run").click();
        assertThat(dialog.locator("output")).isEmpty();
        dialog.getByLabel("Reason").fill("<b>maintenance</b> & more");
        button(page, "Dry run").click();
        assertThat(dialog.locator("output")).hasText("Would switch from " + from + " to " + to + ".");
        assertThat(button(page, "Switch demo")).isDisabled();
        dialog.getByLabel("Type " + to + " to confirm").fill("something");
        assertThat(button(page, "Switch demo")).isDisabled();
        assertThat(page.locator("#verdict")).not().containsText("maintenance");
        dialog.getByLabel("Type " + to + " to confirm").fill(to);
        button(page, "Switch demo").click();

        assertThat(dialog).hasCount(0);
        assertThat(page.locator("#verdict"))
                .hasText(Pattern.compile(to + " since .*, by page: <b>maintenance</b> & more\\."));
        assertThat(page.locator("#verdict b")).hasCount(0);
        assertThat(page.locator("body")).hasAttribute("data-tone", "up");
    }

    @Test
    void refusesWhatTheRulesRefuseAndSaysWhy() {
        var page = open();
        everythingIsUp(page);
        page.locator("[data-verb=pin]").click();
        var dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Reason").fill("a test");
        dialog.getByLabel("For", new Locator.GetByLabelOptions().setExact(true)).fill("soon");

        button(page, "Dry run").click();

        assertThat(dialog.locator("output")).containsText("\"soon\" is no duration");
        assertThat(dialog.getByLabel(Pattern.compile("Type .*"))).isHidden();
    }

    @Test
    void saysStaleWhenTheConnectionIsLostAndGoesOnWhenItIsBack() throws Exception {
        var port = Integer.parseInt(LINK.matcher(link).replaceFirst("$1"));
        try (var relay = new Relay(port)) {
            var page = open(link.replace(":" + port, ":" + relay.port()), ColorScheme.LIGHT, 1280);
            assertThat(page.locator("#live")).hasText("Live");
            page.waitForFunction("() => performance.getEntriesByType('resource')"
                    + ".some(asked => asked.name.endsWith('/latency') && asked.responseStatus === 200)");

            relay.cut();

            assertThat(page.locator("#stale")).containsText("Stale.");
            assertThat(page.locator("#stale")).containsText(Pattern.compile("\\d+ s ago"));
            assertThat(page.locator("body")).hasClass("is-stale");
            assertThat(page).hasTitle(Pattern.compile("Stale: .*"));
            // What was probed meanwhile belongs in the charts too.
            page.waitForRequest(Pattern.compile("/latency$"), relay::mend);
            assertThat(page.locator("#stale")).isHidden();
            assertThat(page.locator("#live")).hasText("Live");
        }
    }

    @Test
    void saysWhoOfTheDemoDoesNotAnswer() {
        var page = open();
        page.route("**/api/v1/demo", Route::abort);
        assertThat(page.locator("#application")).hasText("The demo does not answer.");

        page.unroute("**/api/v1/demo");
        var restarting = new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody("{\"broken\":{},\"application\":null}");
        page.route("**/api/v1/demo", route -> route.fulfill(restarting));
        assertThat(page.locator("#application")).hasText("The application does not answer: it is being restarted.");
    }

    /** They were mixed with those of the group that was chosen meanwhile. */
    @Test
    void olderEventsThatComeLateStayWithTheirGroup() {
        var page = open();
        var late = new AtomicReference<Route>();
        page.route(Pattern.compile("/groups/[ab]/history"), route -> {
            if (route.request().url().contains("before=")) {
                late.set(route);
            } else {
                route.fulfill(history(route.request().url().replaceFirst(".*/groups/(.)/.*", "$1"), 1));
            }
        });
        var load = "name => import('/web/events.js').then(events => events.loadEvents(name))";
        page.evaluate(load, "a");
        assertThat(page.locator("#events li")).hasCount(20);
        page.locator("#events-older").click();
        assertThat(page.locator("#events li")).hasCount(40);
        page.waitForRequest(
                Pattern.compile("before="), () -> page.locator("#events-older").click());
        page.evaluate(load, "b");
        assertThat(page.locator("#events li", new Page.LocatorOptions().setHasText("of-b")))
                .hasCount(20);

        page.waitForResponse(Pattern.compile("before="), () -> late.get().fulfill(history("a", 1001)));
        page.evaluate("() => new Promise(done => setTimeout(done, 0))");
        assertThat(page.locator("#events li", new Page.LocatorOptions().setHasText("of-b")))
                .hasCount(20);
    }

    private static Route.FulfillOptions history(String group, int from) {
        var entries = IntStream.range(from, from + 50)
                .mapToObj(seq -> "{\"group\":\"" + group + "\",\"seq\":" + seq
                        + ",\"at\":\"2026-01-01T00:00:00.000Z\",\"event\":\"of-" + group + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        return new Route.FulfillOptions().setContentType("application/json").setBody(entries);
    }

    @Test
    void everythingIsReachedByKeyboard() {
        var page = open();
        everythingIsUp(page);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        for (var tabs = 0; tabs < 10 && !has(page, "[data-verb=pause]"); tabs++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        var dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByLabel("Reason")).isFocused();
        page.keyboard().type("by keyboard");
        page.keyboard().press("Enter");
        assertThat(dialog.getByLabel("Type pause to confirm")).isFocused();
        page.keyboard().type("pause");
        page.keyboard().press("Enter");
        assertThat(dialog).hasCount(0);
        assertThat(page.locator("#facts")).containsText("by page: by keyboard");

        page.locator("[data-verb=resume]").press("Enter");
        assertThat(dialog).isVisible();
        page.keyboard().press("Escape");
        assertThat(dialog).hasCount(0);
        assertThat(page.locator("[data-verb=resume]")).isFocused();
        page.keyboard().press("Enter");
        page.keyboard().type("enough");
        page.keyboard().press("Enter");
        assertThat(dialog.getByLabel("Type resume to confirm")).isFocused();
        page.keyboard().type("resume");
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-verb=pause]")).isVisible();
    }

    private static boolean has(Page page, String selector) {
        return (Boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector);
    }

    @Test
    void axeFindsNothingSerious() {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            var page = open(link, scheme, 1280);
            assertThat(page.locator(".region button.demo")).hasCount(3);
            assertThat(page.locator("#why .next")).isVisible();
            noFinding(page);
            if (scheme == ColorScheme.DARK) {
                page.locator("[data-verb=switch]").click();
                noFinding(page);
            }
            context.close();
        }
    }

    private static void noFinding(Page page) {
        var found = new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
        assertThat(found)
                .extracting(rule -> rule.getImpact() + " " + rule.getId() + " "
                        + rule.getNodes().get(0).getHtml())
                .isEmpty();
    }

    @Test
    void nothingScrollsSidewaysOnAPhone() throws Exception {
        try (var live = new LiveServer("127.0.0.1")) {
            live.groups.verdict = "EU since 07:02: " + "x".repeat(300);
            live.groups.lastError = "https://" + "y".repeat(500);
            for (var address : List.of(link, live.url("/").toString())) {
                var page = open(address, ColorScheme.DARK, 390);
                assertThat(page.locator("#why .next")).isVisible();
                assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                        .isLessThanOrEqualTo(390);
                page.locator("[data-verb=pin]").click();
                assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                        .isLessThanOrEqualTo(390);
                context.close();
            }
        }
    }

    @Test
    void markupInWhatItShowsIsText() throws Exception {
        try (var live = new LiveServer("127.0.0.1")) {
            live.groups.verdict = "<img src=x onerror=document.title='hacked'>";
            live.groups.lastError = "<script>document.title='hacked'</script>\u001b[31m";

            var page = open(live.url("/").toString(), ColorScheme.LIGHT, 1280);

            assertThat(page.locator("#app")).isVisible();
            assertThat(page.locator("#verdict")).hasText(live.groups.verdict);
            assertThat(page.locator(".region .error").first()).containsText("<script>document.title='hacked'</script>");
            assertThat(page.locator("main img, main script")).hasCount(0);
            assertThat(page.title()).isNotEqualTo("hacked");
        }
    }

    @Test
    void asksForTheTokenWhereReadingNeedsIt() throws Exception {
        try (var live = new LiveServer("0.0.0.0")) {
            var page = open(live.url("/").toString(), ColorScheme.LIGHT, 1280);
            var token = page.getByLabel("Token");
            assertThat(token).isFocused();
            token.fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.ALERT)
                            .filter(new Locator.FilterOptions().setHasText("This is not the token.")))
                    .isVisible();
            page.getByLabel("Token").fill(LiveServer.TOKEN);
            page.keyboard().press("Enter");

            assertThat(page.locator("#verdict")).containsText("NAM was down");
        }
    }

    @Test
    void isSmallAndSoonUsable() {
        context = chromium.browser().newContext();
        var page = context.newPage();
        var sizes = new ArrayList<Integer>();
        page.onRequestFinished(request -> {
            var size = request.sizes();
            sizes.add(size.responseBodySize + size.responseHeadersSize);
        });
        var began = System.nanoTime();
        page.navigate(link);
        assertThat(page.locator(".region")).hasCount(3);
        var usable = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        var bytes = List.copyOf(sizes).stream().mapToInt(Integer::intValue).sum();

        System.err.println("the page: " + bytes + " bytes transferred, usable after " + usable + " ms");
        assertThat(bytes).isBetween(10_000, 100_000);
    }
}
