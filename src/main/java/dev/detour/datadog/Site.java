package dev.detour.datadog;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where Datadog lives, and the way there. */
final class Site {
    /** docs.datadoghq.com, "Getting Started with Datadog Sites". */
    static final List<String> KNOWN = List.of(
            "datadoghq.com",
            "us3.datadoghq.com",
            "us5.datadoghq.com",
            "datadoghq.eu",
            "ap1.datadoghq.com",
            "ap2.datadoghq.com",
            "ddog-gov.com");

    private Site() {}

    static URI logs(DatadogConfiguration configuration) {
        return at(configuration, "https://http-intake.logs." + site(configuration), "/api/v2/logs");
    }

    static URI api(DatadogConfiguration configuration, String path) {
        return at(configuration, "https://api." + site(configuration), path);
    }

    private static URI at(DatadogConfiguration configuration, String usual, String path) {
        var instead = configuration.getIntakeUrl();
        var base =
                instead == null || instead.isBlank() ? usual : instead.strip().replaceFirst("/+$", "");
        return URI.create(base + path);
    }

    /** @throws IllegalArgumentException for what is no host name: it would become part of an address */
    private static String site(DatadogConfiguration configuration) {
        var site = configuration.getSite();
        if (site == null || !site.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            throw new IllegalArgumentException(
                    "datadog: \"" + site + "\" is no site; those of Datadog are " + String.join(", ", KNOWN));
        }
        return site;
    }

    /** @throws IllegalArgumentException that does not show it, for it may hold a password */
    static Optional<URI> proxy(DatadogConfiguration configuration) {
        var text = configuration.getProxy();
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            var uri = URI.create(text.strip());
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw noProxy();
        }
        throw noProxy();
    }

    private static IllegalArgumentException noProxy() {
        return new IllegalArgumentException("datadog: proxy is to be written http://[user:password@]host:port");
    }

    /** Throws what the addresses are wrong in. */
    static void check(DatadogConfiguration configuration) {
        var uri = logs(configuration);
        if (uri.getHost() == null || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw new IllegalArgumentException("datadog: intakeUrl is to be written https://host[:port]");
        }
        proxy(configuration);
    }
}
