package dev.detour.config;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Failover Monitor for KEDA (SPEC §3, seed 2): nothing but its own variables is needed. It never refused to start, and
 * answered "down" for a site that it could not ask; so a site without a URL is DOWN here as well, with a warning.
 */
final class Seed2 implements Preset {
    static final String GROUP = "site";
    private static final Map<String, String> SITES = new LinkedHashMap<>();
    private static final String METHOD = "PROBE_METHOD";
    private static final String TIMEOUT = "PROBE_TIMEOUT_SEC";
    private static final String TTL = "CACHE_TTL_SEC";
    private static final String VERIFY = "VERIFY_TLS";
    private static final String STATUS = "ACCEPT_STATUS_REGEX";
    private static final String HEADER = "EXTRA_HEADER_KEY";
    private static final String HEADER_VALUE = "EXTRA_HEADER_VAL";
    /** The first that is set, as Python's requests has it. */
    private static final List<String> BUNDLES = List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE");

    static {
        SITES.put("a", "SITE_A_HEALTH_URL");
        SITES.put("b", "SITE_B_HEALTH_URL");
    }

    @Override
    public String name() {
        return "seed 2";
    }

    @Override
    public boolean applies(Sources sources) {
        return SITES.values().stream().anyMatch(sources.environment()::containsKey);
    }

    @Override
    public Optional<String> group() {
        return Optional.of(GROUP);
    }

    @Override
    public void fill(Sources sources, Layers layers, Report report) {
        new Filling(sources, new PresetValues(layers, name(), GROUP), report).fill();
    }

    private record Filling(Sources sources, PresetValues values, Report report) {
        void fill() {
            values.put(Keys.GROUPS, GROUP);
            regions(trust());
            values.put(Keys.MODE, "observe");
            values.put(Keys.HTTP_HOST, "0.0.0.0");
            values.put(Keys.SERVICE, "failover-monitor");
            values.put(Keys.OUTAGE, "0s");
            values.put(Keys.MIN_FAILURES, "1");
            values.put(Keys.RECOVERY, "0s");
            values.put(Keys.MIN_SUCCESSES, "1");
            method();
            seconds(TIMEOUT, Keys.TIMEOUT, "3", Duration.ofMillis(1));
            seconds(TTL, Keys.INTERVAL, "5", Duration.ofSeconds(1));
            verification();
            acceptedStatus();
            header();
        }

        /** The variable's value as it was meant; empty when it is not set or holds nothing. */
        private Optional<String> read(String variable) {
            return Optional.ofNullable(sources.environment().get(variable))
                    .map(EnvText::meant)
                    .filter(text -> !text.isEmpty());
        }

        private void method() {
            String method = read(METHOD).orElse("GET");
            boolean head = method.equalsIgnoreCase("HEAD");
            if (!head && !method.equalsIgnoreCase("GET")) {
                warn(METHOD, "neither HEAD nor GET, so the probe is a GET", "write HEAD or GET");
            }
            values.from(METHOD, Keys.METHOD, head ? "HEAD" : "GET");
            values.from(METHOD, Keys.FOLLOW_REDIRECTS, String.valueOf(!head));
        }

        /** Bare seconds, as the seed's own. A time below the least is the least. */
        private void seconds(String variable, Key<Duration> key, String standard, Duration least) {
            String text = read(variable).orElse(standard);
            if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?")) {
                report.variable(
                        variable,
                        text,
                        "not a number of seconds",
                        "write for example " + standard + ", without a unit");
                return;
            }
            var time = Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
            if (time.isZero() && key == Keys.TIMEOUT) {
                report.variable(variable, text, "not longer than nothing", "write for example " + standard);
                return;
            }
            values.from(variable, key, Durations.format(time.compareTo(least) < 0 ? least : time));
        }

        private void verification() {
            boolean verify = verifies();
            values.from(VERIFY, Keys.TLS_VERIFY, String.valueOf(verify));
            values.from(VERIFY, Keys.TLS_ANYWHERE, String.valueOf(!verify));
            if (!verify) {
                warn(VERIFY, "no certificate is checked, whoever answers", "only true checks them");
            }
        }

        private boolean verifies() {
            String text = sources.environment().getOrDefault(VERIFY, "true");
            return EnvText.meant(text).equalsIgnoreCase("true");
        }

        /** No status holds a d or a backslash, so every d was a digit's class before a shell or systemd ate its backslash. */
        private void acceptedStatus() {
            read(STATUS).ifPresent(text -> {
                String meant = text.replaceAll("\\\\*d", "\\\\d");
                if (!meant.equals(text)) {
                    warn(STATUS, "its backslashes were eaten, or doubled, on the way; read as " + meant, "");
                }
                values.from(STATUS, Keys.ACCEPT_STATUS, meant);
            });
        }

        private void header() {
            Optional<String> name = read(HEADER);
            Optional<String> value = read(HEADER_VALUE);
            if (name.isPresent() && value.isPresent()) {
                values.from(HEADER_VALUE, Keys.HEADER, value.get(), name.get());
            } else if (name.isPresent() || value.isPresent()) {
                String given = name.isPresent() ? HEADER : HEADER_VALUE;
                String other = name.isPresent() ? HEADER_VALUE : HEADER;
                warn(given, "without " + other + " no header is sent", "set both or none");
            }
        }

        /** Why nothing that speaks TLS can be trusted; empty when all is well. */
        private Optional<String> trust() {
            Optional<String> variable =
                    BUNDLES.stream().filter(b -> read(b).isPresent()).findFirst();
            if (variable.isEmpty() || !verifies() || values.given(Keys.TLS_CA).isPresent()) {
                return Optional.empty();
            }
            try {
                Path file = sources.directory()
                        .resolve(Types.PATH.read(read(variable.get()).get()));
                Pem.certificates(file);
                values.from(variable.get(), Keys.TLS_CA, file.normalize().toString());
                return Optional.empty();
            } catch (Wrong e) {
                warn(variable.get(), e.what() + ", so every https site is DOWN", e.form());
                return Optional.of(variable.get() + ": " + e.what());
            }
        }

        /** Names and hosts, and the URLs of their own; not where somebody gave the regions otherwise. */
        private void regions(Optional<String> untrusted) {
            if (values.given(Keys.REGIONS).isPresent()) {
                return;
            }
            values.from(
                    String.join(", ", SITES.values()),
                    Keys.REGIONS,
                    SITES.entrySet().stream()
                            .map(site -> site.getKey() + "=" + host(site.getValue()))
                            .collect(Collectors.joining(",")));
            SITES.forEach((region, variable) -> url(region, variable, untrusted));
        }

        private void url(String region, String variable, Optional<String> untrusted) {
            Optional<String> url = read(variable);
            boolean secure = url.filter(u -> u.toLowerCase(Locale.ROOT).startsWith("https:"))
                    .isPresent();
            if (url.isEmpty()) {
                boolean own = values.given(Keys.REGION_URL, region).isPresent();
                if (!own) {
                    warn(variable, "not set, so site " + region + " is DOWN", "write for example https://host/healthz");
                }
                values.from(variable, Keys.REGION_URL, Urls.down(variable + " is not set"), region);
            } else if (secure && untrusted.isPresent()) {
                values.from(variable, Keys.REGION_URL, Urls.down(untrusted.get()), region);
            } else {
                values.from(variable, Keys.REGION_URL, url.get(), region);
            }
        }

        /** What status shows as the target. */
        private String host(String variable) {
            try {
                String host = new URI(read(variable).orElse("")).getHost();
                return host == null ? "none" : host;
            } catch (URISyntaxException toldWithTheUrl) {
                return "none";
            }
        }

        private void warn(String variable, String what, String form) {
            report.warning(Origin.preset("seed 2", variable), variable, what, form);
        }
    }
}
