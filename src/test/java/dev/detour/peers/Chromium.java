package dev.detour.peers;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's Chromium without a window, driven by Playwright, whose half in JavaScript {@code bin/test-packages} keeps. */
public final class Chromium implements AutoCloseable {
    private static final String RELEASE = "1.62.0";
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Path program) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    /** Skips the test loudly where a part is missing. */
    public static Chromium start() {
        var driver = tools().resolve("playwright-core-" + RELEASE);
        if (!Files.exists(driver.resolve("package/cli.js"))) {
            RealPeers.missing("the page in a browser: no playwright-core " + RELEASE + " at " + driver);
        }
        var program = onPath("chromium").or(() -> missing("chromium")).orElseThrow();
        var node = onPath("node").or(() -> missing("node")).orElseThrow();
        System.setProperty("playwright.cli.dir", driver.toString());
        var options = new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        return new Chromium(Playwright.create(options), program);
    }

    private static Path tools() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return cache.resolve("detour-tests");
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> missing(String program) {
        RealPeers.missing("the page in a browser: no " + program);
        return Optional.empty();
    }

    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
