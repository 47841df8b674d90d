package dev.detour.config;

import dev.detour.decision.GroupRules.FailureRatio;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The types of values. Each reader says what is wrong and what the right form is, and never quotes the value. */
final class Types {
    static final Type<String> LINE = new Type<>("text", Text::line, true);
    static final Type<String> FILLED = new Type<>("text", Text::filled);
    static final Type<String> HOST = new Type<>("host", Types::host);
    static final Type<String> AGENT = new Type<>("address", Types::agent);
    static final Type<String> BODY = new Type<>("text", text -> text, true);
    static final Type<Duration> DURATION = new Type<>("duration", text -> Durations.read(text.strip()));
    static final Type<Duration> POSITIVE = new Type<>("duration", Types::positive);
    static final Type<Integer> SIZE = new Type<>("size", Types::size);
    static final Type<Integer> LARGE =
            new Type<>("size", text -> size(text, 64 << 10, 1 << 30, "write from 64KB to 1GB"));
    static final Type<Integer> PERCENT = new Type<>("percentage", text -> percent(text.strip(), 0));
    static final Type<Boolean> BOOLEAN = choice(Map.of("true", true, "false", false));
    static final Type<Pattern> REGEX = new Type<>("regular expression", Types::regex, true);
    static final Type<Pattern> STATUS = new Type<>("regular expression", Types::regex);
    static final Type<Path> PATH = new Type<>("path", Types::path);
    static final Type<String> TEMPLATE = new Type<>("URL", Types::template);
    static final Type<URI> WEB = new Type<>("URL", text -> Urls.web(text.strip()));
    static final Type<URI> PROXY = new Type<>("URL", text -> Urls.proxy(text.strip()));
    static final Type<List<URI>> URLS = new Type<>("URLs", Types::urls);
    static final Type<List<URI>> SUPERVISORS = new Type<>("addresses", Types::supervisors);
    static final Type<List<String>> ARGV = new Type<>("command", text -> Argv.split(Text.filled(text)), true);
    static final Type<List<String>> PROGRAMS = new Type<>("programs", Types::programs);
    static final Type<List<String>> UNITS = new Type<>("units", text -> Names.list(text, Names.UNIT));
    static final Type<List<String>> GROUPS = new Type<>("group names", text -> Names.list(text, Names.GROUP));
    static final Type<List<String>> ROUTES = new Type<>("names", text -> Names.optionalList(text, Names.ROUTE));
    static final Type<Map<String, String>> REGIONS = new Type<>("NAME=target,…", Names::regions);
    static final Type<String> CHOOSE = new Type<>("order, latency, route:<name>", Types::choose);
    static final Type<FailureRatio> RATIO = new Type<>("ratio", Types::ratio);
    static final Type<Budget> BUDGET = new Type<>("count/duration", Types::budget);
    static final Type<String> TOKEN = new Type<>("token", Types::token);

    /** So many in so long. */
    record Budget(int count, Duration window) {}

    private Types() {}

    static Type<Integer> count(int least, int most) {
        String form = "write a whole number from " + least + " to " + most;
        return new Type<>("number", text -> {
            String digits = text.strip();
            if (!digits.matches("[0-9]{1,9}")) {
                throw new Wrong("not a whole number", form);
            }
            int number = Integer.parseInt(digits);
            if (number < least || number > most) {
                throw new Wrong("out of range", form);
            }
            return number;
        });
    }

    static <T> Type<T> choice(Map<String, T> values) {
        List<String> names = values.keySet().stream().sorted().toList();
        String all = String.join(", ", names);
        return new Type<>(all, text -> {
            T value = values.get(text.strip());
            if (value == null) {
                throw new Wrong(
                        "not one of " + all,
                        Nearest.of(text.strip(), names)
                                .map(n -> "did you mean " + n + "?")
                                .orElse("write one of them"));
            }
            return value;
        });
    }

    private static Duration positive(String text) throws Wrong {
        Duration duration = Durations.read(text.strip());
        if (duration.isZero()) {
            throw new Wrong("not longer than nothing", "write for example 10s, 4m, 1h30m, 250ms");
        }
        return duration;
    }

    private static int size(String text) throws Wrong {
        return size(text, 1, 64 << 20, "write from 1B to 64MB");
    }

    private static int size(String text, int least, int most, String form) throws Wrong {
        long bytes = Sizes.read(text.strip());
        if (bytes < least || bytes > most) {
            throw new Wrong("out of range", form);
        }
        return (int) bytes;
    }

    private static int percent(String text, int least) throws Wrong {
        String form = "write for example 10%, from " + least + "% to 100%";
        if (!text.matches("[0-9]{1,3}%")) {
            throw new Wrong("not a percentage", form);
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        if (percent < least || percent > 100) {
            throw new Wrong("out of range", form);
        }
        return percent;
    }

    private static FailureRatio ratio(String text) throws Wrong {
        String[] parts = halves(text, "not a ratio", "write for example 80%/10m");
        return new FailureRatio(percent(parts[0], 1), positive(parts[1]));
    }

    private static Budget budget(String text) throws Wrong {
        String[] parts = halves(text, "not a count in a time", "write for example 3/1h");
        return new Budget(count(1, 1000).read(parts[0]), positive(parts[1]));
    }

    private static String[] halves(String text, String what, String form) throws Wrong {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2) {
            throw new Wrong(what, form);
        }
        return parts;
    }

    private static Pattern regex(String text) throws Wrong {
        try {
            return Pattern.compile(Text.filled(text));
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new Wrong(
                    "not a regular expression: " + e.getDescription() + where, "write for example ^2[0-9][0-9]$");
        }
    }

    private static Path path(String text) throws Wrong {
        try {
            return Path.of(Text.filled(text).strip());
        } catch (InvalidPathException e) {
            throw new Wrong("not a path: " + e.getReason(), "write for example /opt/app/region.env");
        }
    }

    private static String template(String text) throws Wrong {
        return Text.filled(text).strip();
    }

    private static List<URI> urls(String text) throws Wrong {
        return each(text, Urls::probe);
    }

    private static List<URI> supervisors(String text) throws Wrong {
        List<URI> addresses = each(Text.filled(text), Urls::supervisor);
        if (addresses.isEmpty()) {
            throw new Wrong("is empty", "write for example unix:///run/supervisor.sock");
        }
        return addresses;
    }

    private static List<URI> each(String text, Type.Reader<URI> reader) throws Wrong {
        var read = new ArrayList<URI>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            read.add(reader.read(part.strip()));
        }
        return List.copyOf(read);
    }

    private static List<String> programs(String text) throws Wrong {
        return Names.list(text, Names.PROGRAM);
    }

    private static String choose(String text) throws Wrong {
        String name = text.strip();
        if (!name.equals("order") && !name.equals("latency") && !name.matches("route:[A-Za-z0-9_-]{1,64}")) {
            throw new Wrong("not a way to choose", "write order, latency, or route:<name> for direct:choose-<name>");
        }
        return name;
    }

    private static String host(String text) throws Wrong {
        String host = text.strip();
        boolean v6 = host.matches("(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]{2,45}(%[0-9A-Za-z._-]{1,64})?");
        if (!v6 && !host.matches("[0-9A-Za-z._-]{1,253}")) {
            throw new Wrong("not a host", "write for example 127.0.0.1, 0.0.0.0, ::1 or a host name, without a port");
        }
        return host;
    }

    private static String agent(String text) throws Wrong {
        String agent = text.strip();
        if (!agent.matches(
                "(udp://)?(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]{1,253})(:[0-9]{1,5})?|unix(stream|gram)?:///.+")) {
            throw new Wrong("not an address", "write host, host:port, udp://host:port or unix:///path");
        }
        return agent;
    }

    private static String token(String text) throws Wrong {
        if (!text.matches("[!-~]{1,512}")) {
            throw new Wrong("not a token", "write up to 512 printable ASCII characters without blanks");
        }
        return text;
    }
}
