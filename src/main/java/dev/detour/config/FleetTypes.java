package dev.detour.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of the values that speak of hosts reached by SSH. */
final class FleetTypes {
    static final Type<List<FleetHost>> HOSTS = new Type<>("hosts", FleetTypes::hosts);
    static final Type<String> USER = new Type<>("user", FleetTypes::user);
    static final Type<String> REMOTE_PATH = new Type<>("path", FleetTypes::remotePath);
    static final Type<FleetWave> WAVE = new Type<>("count or percentage", FleetTypes::wave);

    private static final Pattern HOST = Pattern.compile(
            "(?:([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))|\\[([0-9A-Fa-f:.]{2,45})])" + "(?::([0-9]{1,5}))?");
    private static final int MOST_HOSTS = 1000;

    private FleetTypes() {}

    private static List<FleetHost> hosts(String text) throws Wrong {
        String form = "write name or name:port, separated by commas; an IPv6 address in brackets";
        var hosts = new ArrayList<FleetHost>();
        for (String part : Text.filled(text).split(",", -1)) {
            FleetHost host = host(part.strip(), form);
            if (hosts.contains(host)) {
                throw new Wrong(host + " is given twice", form);
            }
            hosts.add(host);
        }
        if (hosts.size() > MOST_HOSTS) {
            throw new Wrong("more than " + MOST_HOSTS + " hosts", "split them over several groups");
        }
        return List.copyOf(hosts);
    }

    private static FleetHost host(String text, String form) throws Wrong {
        if (text.isEmpty()) {
            throw new Wrong("an empty entry", form);
        }
        Matcher matcher = HOST.matcher(text);
        if (!matcher.matches()) {
            throw new Wrong(text.matches("[!-~]{1,60}") ? text + " is no host" : "an entry is no host", form);
        }
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = matcher.group(3) == null ? FleetHost.STANDARD_PORT : Integer.parseInt(matcher.group(3));
        if (port < 1 || port > 65_535) {
            throw new Wrong("the port of " + name + " is out of range", "write from 1 to 65535");
        }
        return new FleetHost(name.toLowerCase(Locale.ROOT), port);
    }

    /** useradd(8) allows no more; above all nothing that would mean something in a URI. */
    private static String user(String text) throws Wrong {
        String user = text.strip();
        if (!user.matches("[A-Za-z_][A-Za-z0-9_.-]{0,63}")) {
            throw new Wrong("not a user name", "write letters, digits, _, . and -");
        }
        return user;
    }

    private static String remotePath(String text) throws Wrong {
        String path = Text.filled(text).strip();
        boolean absolute = path.startsWith("/") && !path.endsWith("/");
        if (!absolute
                || path.codePoints().anyMatch(Text::isUnprintable)
                || path.contains("/../")
                || path.length() > 4000) {
            throw new Wrong("not an absolute path of a file", "write for example /opt/app/region.env");
        }
        return path;
    }

    private static FleetWave wave(String text) throws Wrong {
        String wave = text.strip();
        boolean percent = wave.endsWith("%");
        String digits = percent ? wave.substring(0, wave.length() - 1) : wave;
        String form = "write a count such as 1, or a percentage such as 50%";
        if (!digits.matches("[0-9]{1,4}")) {
            throw new Wrong("neither a count nor a percentage", form);
        }
        int share = Integer.parseInt(digits);
        if (share < 1 || (percent && share > 100)) {
            throw new Wrong("out of range", form);
        }
        return new FleetWave(share, percent);
    }
}
