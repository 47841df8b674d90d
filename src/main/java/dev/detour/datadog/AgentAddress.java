package dev.detour.datadog;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the agent listens: {@code host}, {@code host:port}, {@code udp://host:port}, {@code unix:///path}.
 *
 * @param path empty for UDP
 */
record AgentAddress(String host, int port, String path) {
    private static final int PORT = 8125;

    static AgentAddress of(String text) {
        var rest = text.strip();
        if (rest.matches("(?i)unix(stream|gram)?://.*")) {
            return unix(rest);
        }
        rest = rest.replaceFirst("(?i)^udp://", "");
        var ipv6 = java.util.regex.Pattern.compile("\\[([0-9a-fA-F:.]+)](:([0-9]{1,5}))?")
                .matcher(rest);
        if (ipv6.matches()) {
            return udp(text, ipv6.group(1), ipv6.group(3));
        }
        var plain =
                java.util.regex.Pattern.compile("([^:/\\s]+)(:([0-9]{1,5}))?").matcher(rest);
        if (plain.matches()) {
            return udp(text, plain.group(1), plain.group(3));
        }
        throw wrong(text);
    }

    private static AgentAddress udp(String text, String host, String port) {
        int number = port == null ? PORT : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw wrong(text);
        }
        return new AgentAddress(host, number, "");
    }

    private static AgentAddress unix(String text) {
        if (text.toLowerCase(java.util.Locale.ROOT).startsWith("unixgram:")) {
            throw new IllegalArgumentException("datadog: agent " + text + ": Java has no datagram sockets of Unix; have"
                    + " the agent open a stream socket (dogstatsd_stream_socket), or send by UDP");
        }
        try {
            var path = Path.of(text.replaceFirst("(?i)^unix(stream)?://", ""));
            if (path.isAbsolute()) {
                return new AgentAddress("", 0, path.toString());
            }
        } catch (InvalidPathException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "datadog: agent \"" + text + "\": write host, host:port, udp://host:port or unix:///path");
    }

    boolean isUnix() {
        return !path.isEmpty();
    }

    /** Resolves the host's name, which may take a while. */
    SocketAddress resolve() {
        return isUnix() ? UnixDomainSocketAddress.of(path) : new java.net.InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return isUnix() ? "unix://" + path : host + ":" + port;
    }
}
