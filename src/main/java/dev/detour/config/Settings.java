package dev.detour.config;

import dev.detour.decision.GroupRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The whole configuration, checked. Immutable; nothing here changes while the program runs.
 *
 * @param data where state lives
 * @param routes the routes folder; empty to use those inside the jar
 * @param service the {@code service} of the log
 * @param heartbeat fetched every minute while all is well with Detour itself
 * @param groups in order
 * @param services of the gateway
 */
public record Settings(
        Http http,
        Path data,
        Optional<Path> routes,
        String service,
        Optional<URI> heartbeat,
        List<Group> groups,
        Optional<String> startRegion,
        List<Service> services) {

    /**
     * The one port.
     *
     * @param optional whether a taken port is only a warning, and the API off (preset 1)
     * @param token configured; empty to generate one into the data folder
     */
    public record Http(
            String host,
            int port,
            boolean optional,
            Optional<String> token,
            Optional<Path> tlsCert,
            Optional<Path> tlsKey) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Http[" + host + ":" + port + "]";
        }
    }

    /**
     * One group.
     *
     * @param outageLine a WARNING line logged once per outage switch, with {@code {target}} for the host that failed and
     *     {@code {outage}} for the wait in the words of the seed; empty when none is wanted
     * @param notifyRoutes names of notify routes
     * @param throughput empty when it is not measured
     */
    public record Group(
            GroupRules rules,
            Probe probe,
            List<URI> canary,
            Optional<EnvFile> envFile,
            Restart restart,
            List<String> notifyRoutes,
            Optional<String> outageLine,
            Optional<Throughput> throughput) {
        public Group {
            canary = List.copyOf(canary);
            notifyRoutes = List.copyOf(notifyRoutes);
        }

        public String name() {
            return rules.name();
        }
    }

    /**
     * How regions are probed.
     *
     * @param urls by region name: {@code probe.url} or the region's own, filled in
     * @param candidateUrls by region name; a region that is missing here is unprobed while not active (scope active)
     * @param headers in order
     * @param jitterPercent of the interval, 0 to 100
     * @param refusedIsUnknown refused or reset at the probe URL is no evidence
     */
    public record Probe(
            Map<String, URI> urls,
            Map<String, URI> candidateUrls,
            String method,
            Optional<String> body,
            Map<String, String> headers,
            Duration interval,
            int jitterPercent,
            Duration timeout,
            Pattern acceptStatus,
            Optional<Pattern> expectBody,
            Optional<Duration> maxLatency,
            int maxBodyBytes,
            boolean refusedIsUnknown,
            boolean followRedirects,
            Optional<URI> proxy,
            Tls tls) {
        public Probe {
            urls = inOrder(urls);
            candidateUrls = inOrder(candidateUrls);
            headers = inOrder(headers);
        }

        /** Without headers, body and proxy: they may be secret. */
        @Override
        public String toString() {
            return "Probe[" + method + " every " + interval + " of " + urls.keySet() + "]";
        }
    }

    /**
     * How the speed of the network is measured.
     *
     * @param url what is downloaded, http or https
     * @param most bytes to read of it
     * @param file where it is written: whole Mbit/s
     * @param minimum less whole Mbit/s than this hold the group
     * @param delay for so long
     */
    public record Throughput(URI url, int most, Duration interval, Path file, int minimum, Duration delay) {}

    /**
     * How TLS is spoken.
     *
     * @param verify whether chain and host name are checked
     */
    public record Tls(boolean verify, Optional<Path> ca, Optional<Path> cert, Optional<Path> key) {}

    /**
     * The file the application reads.
     *
     * @param variables in file order; values may hold the step placeholders {@code {group} {region} {target} {from}
     *     {epoch} {trigger} {reason}}
     * @param export whether lines begin with {@code export }
     */
    public record EnvFile(Path path, Map<String, String> variables, boolean export) {
        public EnvFile {
            variables = inOrder(variables);
        }
    }

    /** How the application is restarted. */
    public sealed interface Restart {
        /** Not at all. */
        record None() implements Restart {}

        /**
         * By supervisord.
         *
         * @param addresses the first that exists is used; {@code unix:///path} or {@code http://user:pass@host:port}
         * @param programs in stop order
         */
        record Supervisor(List<URI> addresses, List<String> programs) implements Restart {
            public Supervisor {
                addresses = List.copyOf(addresses);
                programs = List.copyOf(programs);
            }

            /** Without the addresses: they may hold a password. */
            @Override
            public String toString() {
                return "Supervisor" + programs;
            }
        }

        /**
         * By a command.
         *
         * @param argv split as a shell would; step placeholders in it are filled in
         */
        record Exec(List<String> argv) implements Restart {
            public Exec {
                argv = List.copyOf(argv);
            }
        }

        /**
         * By systemd.
         *
         * @param units in stop order
         */
        record Systemd(List<String> units) implements Restart {
            public Systemd {
                units = List.copyOf(units);
            }
        }

        /**
         * By a command on each of several hosts.
         *
         * @param key a private key file
         * @param command argv; step placeholders in it are filled in, and each word is quoted for the host's shell
         * @param envFile absolute path on the hosts; empty when nothing is uploaded
         * @param wave how many hosts at a time
         */
        record Ssh(
                List<FleetHost> hosts,
                String user,
                Path key,
                Path knownHosts,
                List<String> command,
                Optional<String> envFile,
                FleetWave wave)
                implements Restart {
            /** How many hosts of a wave are worked on at the same moment, at most. */
            public static final int AT_ONCE = 32;

            public Ssh {
                hosts = List.copyOf(hosts);
                command = List.copyOf(command);
            }

            /** Without the command, whose arguments may be secret. */
            @Override
            public String toString() {
                return "Ssh" + hosts;
            }
        }
    }

    public Settings {
        groups = List.copyOf(groups);
        services = List.copyOf(services);
    }

    /** Names nothing that may be secret. */
    @Override
    public String toString() {
        return "Settings[" + groups + ", data=" + data + "]";
    }

    private static <V> Map<String, V> inOrder(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** How the application of a group is restarted; not at all where there is no such group. */
    public Restart restart(String group) {
        return group(group).map(Group::restart).orElse(new Restart.None());
    }

    public Optional<Group> group(String name) {
        return groups.stream().filter(g -> g.name().equals(name)).findFirst();
    }
}
