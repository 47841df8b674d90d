package dev.detour.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The addresses that a configuration may name. */
final class Urls {
    private static final String PROBE_FORM =
            "write https://host/path, http://host/path, tcp://host:port, tls://host:port or dns://name";

    private Urls() {}

    /** The address of a region that is not asked, and is DOWN for the reason given. */
    static String down(String reason) {
        try {
            return new URI("down", reason, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * {@code http}, {@code https}, {@code tcp://host:port}, {@code tls://host:port}, {@code dns://name}, or {@code
     * down:reason}.
     */
    static URI probe(String text) throws Wrong {
        URI url = parse(text, PROBE_FORM);
        String scheme = scheme(url);
        if (scheme.equals("down")) {
            return url;
        }
        if (!List.of("http", "https", "tcp", "tls", "dns").contains(scheme)) {
            throw new Wrong("not a URL that can be probed", PROBE_FORM);
        }
        needHost(url, PROBE_FORM);
        switch (scheme) {
            case "tcp", "tls" -> needHostAndPort(url, scheme);
            case "dns" -> needName(url);
            default -> {}
        }
        return url;
    }

    private static void needHostAndPort(URI url, String scheme) throws Wrong {
        if (url.getPort() < 0 || url.getRawUserInfo() != null || hasMore(url)) {
            throw new Wrong(
                    scheme + ":// needs a host and a port, and nothing else",
                    "write for example " + scheme + "://host:443");
        }
    }

    private static void needName(URI url) throws Wrong {
        boolean address = url.getHost().startsWith("[") || url.getHost().matches("[0-9.]+");
        if (address || url.getPort() >= 0 || url.getRawUserInfo() != null || hasMore(url)) {
            throw new Wrong("dns:// needs a name, and nothing else", "write for example dns://cloud.example.com");
        }
    }

    private static boolean hasMore(URI url) {
        return !isEmpty(url.getRawPath()) || url.getRawQuery() != null || url.getRawFragment() != null;
    }

    /** {@code http://host:port}, with or without {@code user:password@}. */
    static URI proxy(String text) throws Wrong {
        String form = "write http://host:port or http://user:password@host:port";
        URI url = parse(text, form);
        if (!scheme(url).equals("http")) {
            throw new Wrong("not an http proxy", form);
        }
        needHost(url, form);
        if (hasMore(url) && !"/".equals(url.getRawPath())) {
            throw new Wrong("a proxy has a host and a port, and nothing else", form);
        }
        return url;
    }

    /** {@code http} or {@code https}. */
    static URI web(String text) throws Wrong {
        String form = "write https://host/path or http://host/path";
        URI url = parse(text, form);
        if (!scheme(url).equals("http") && !scheme(url).equals("https")) {
            throw new Wrong("not an http or https URL", form);
        }
        needHost(url, form);
        return url;
    }

    /** supervisord's XML-RPC. */
    static URI supervisor(String text) throws Wrong {
        String form = "write unix:///run/supervisor.sock or http://user:password@host:9001";
        URI url = parse(text, form);
        if (scheme(url).equals("unix")) {
            if (!isEmpty(url.getRawAuthority())
                    || isEmpty(url.getPath())
                    || !url.getPath().startsWith("/")) {
                throw new Wrong("not the path of a socket", form);
            }
            return url;
        }
        if (!scheme(url).equals("http")) {
            throw new Wrong("not an address of supervisord", form);
        }
        needHost(url, form);
        return url;
    }

    /** Whether TLS is spoken there. */
    static boolean isSecure(URI url) {
        return scheme(url).equals("https") || scheme(url).equals("tls");
    }

    static boolean isLoopback(URI url) {
        return isLoopbackName(url.getHost());
    }

    /** By its name alone: nothing is resolved. */
    static boolean isLoopbackName(String name) {
        String host = name.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        return host.equals("localhost")
                || host.matches("127(\\.[0-9]{1,3}){3}")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1");
    }

    private static URI parse(String text, String form) throws Wrong {
        if (text.isEmpty()) {
            throw new Wrong("is empty", form);
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Not its message: that quotes the text, and the text may hold a password.
            String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new Wrong("not a URL: " + e.getReason() + where, form);
        }
    }

    private static void needHost(URI url, String form) throws Wrong {
        // A port left out after its colon is what https://{target}/ makes of a target that is a URL itself.
        if (url.getHost() == null || url.getRawAuthority().endsWith(":")) {
            throw new Wrong("a URL without a valid host", form);
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw new Wrong("a port out of range", "write a port from 1 to 65535");
        }
    }

    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
