package dev.detour.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The types of the gateway's values. */
final class ServiceTypes {
    static final Type<List<URI>> UPSTREAMS = new Type<>("URLs", ServiceTypes::upstreams);
    static final Type<String> GROUP = new Type<>("group name", ServiceTypes::group);
    static final Type<Service.Rate> RATE = new Type<>("count/duration", ServiceTypes::rate);
    static final Type<Duration> OR_ZERO =
            new Type<>("duration", text -> text.strip().equals("0") ? Duration.ZERO : Types.DURATION.read(text));
    static final Type<String> KEY = new Type<>("key", ServiceTypes::key);
    static final Type<String> VIA = new Type<>("direct:<route>", ServiceTypes::via);

    private static final String FORM = "write http://host/path or https://host:port, separated by commas";
    private static final int MOST_UPSTREAMS = 100;

    private ServiceTypes() {}

    private static List<URI> upstreams(String text) throws Wrong {
        var urls = new ArrayList<URI>();
        var wrong = new ArrayList<Wrong>();
        String[] parts = Text.filled(text).split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String which = "the URL number " + (i + 1);
            try {
                URI url = entry(parts[i]);
                if (urls.contains(url)) {
                    wrong.add(new Wrong(which + " is given twice", FORM));
                }
                urls.add(url);
            } catch (Wrong e) {
                wrong.add(parts.length == 1 ? e : new Wrong(which + ": " + e.what(), e.form()));
            }
        }
        if (parts.length > MOST_UPSTREAMS) {
            wrong.add(new Wrong("more than " + MOST_UPSTREAMS + " URLs", "split them over several services"));
        }
        if (!wrong.isEmpty()) {
            throw new Wrong(wrong);
        }
        return List.copyOf(urls);
    }

    private static URI entry(String part) throws Wrong {
        if (part.isBlank()) {
            throw new Wrong("an empty entry", FORM);
        }
        return base(part.strip());
    }

    /** What requests' paths are appended to; it is shown to clients, and so holds no credentials. */
    static URI base(String text) throws Wrong {
        URI url = Urls.web(text);
        if (url.getRawUserInfo() != null) {
            throw new Wrong("a base URL holds no user and password", "use api-key or header.<Name>");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new Wrong("a base URL holds no query and no fragment", FORM);
        }
        String path = url.getRawPath();
        // Told apart from what a client may send: nothing below a base leaves it.
        if (path.toLowerCase(Locale.ROOT).matches("(?s).*(/\\.{1,2}(/.*)?|//.*|%2e.*|%2f.*|%5c.*|%00.*)")) {
            throw new Wrong("a base URL holds no dots, double or encoded slashes in its path", FORM);
        }
        String bare = url.getScheme().toLowerCase(Locale.ROOT) + "://"
                + url.getRawAuthority().toLowerCase(Locale.ROOT) + path.replaceFirst("/$", "");
        return URI.create(bare);
    }

    private static String group(String text) throws Wrong {
        String name = text.strip();
        if (!Names.GROUP.fits(name)) {
            throw new Wrong("no group name", "write the name of one of detour.groups");
        }
        return name;
    }

    private static Service.Rate rate(String text) throws Wrong {
        String form = "write for example 5/1s";
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2) {
            throw new Wrong("not a count in a time", form);
        }
        return new Service.Rate(Types.count(1, 1_000_000).read(parts[0]), Types.POSITIVE.read(parts[1]));
    }

    /** RFC 6750, 2.1, and what others put there: what can stand in a header without changing it. */
    private static String key(String text) throws Wrong {
        if (!text.matches("[!-~]{1,4096}")) {
            throw new Wrong("not a key", "write printable ASCII characters without blanks");
        }
        return text;
    }

    private static String via(String text) throws Wrong {
        String via = text.strip();
        if (!via.matches("direct:[A-Za-z0-9_-]{1,64}")) {
            throw new Wrong("not the name of a route's start", "write direct:<name> for a route that begins from it");
        }
        return via.substring("direct:".length());
    }
}
