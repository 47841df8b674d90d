package dev.detour.config;

import dev.detour.config.Types.Budget;
import dev.detour.decision.GroupRules.AllDown;
import dev.detour.decision.GroupRules.Failback;
import dev.detour.decision.GroupRules.FailureRatio;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.OnFailure;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.Region.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of keys (SPEC §3): the one place of each key's name, type, default and meaning. */
final class Keys {
    private static final KeyRows ROWS = new KeyRows();

    static final Key<List<String>> GROUPS = row("detour.groups", Types.GROUPS, null, "names of the groups");
    static final Key<Map<String, String>> REGIONS = group("regions", Types.REGIONS, null, "the regions, best first");
    static final Key<Mode> MODE = group(
            "mode",
            Types.choice(Map.of("auto", Mode.AUTO, "approve", Mode.APPROVE, "observe", Mode.OBSERVE)),
            "auto",
            "auto acts, approve waits for an operator's yes, observe touches nothing");
    static final Key<String> PROBE_URL = group(
            "probe.url", Types.TEMPLATE, "https://{target}/", "what is probed; {region} and {target} are filled in");
    static final Key<Scope> SCOPE = group(
            "probe.scope",
            Types.choice(Map.of("all", Scope.ALL, "active", Scope.ACTIVE)),
            "all",
            "all: each region by its own URL; active: the URL reaches the active region only");
    static final Key<String> CANDIDATE_URL = group(
            "probe.candidate-url",
            Types.TEMPLATE,
            null,
            "scope active: how the regions that are not active are probed");
    static final Key<String> REGION_URL = group(
            "region.<NAME>.probe-url",
            Types.TEMPLATE,
            null,
            "this region's own probe.url; down:<reason> is DOWN unasked");
    static final Key<Role> ROLE = group(
            "region.<NAME>.role",
            Types.choice(Map.of(
                    "preferred", Role.PREFERRED,
                    "allowed", Role.ALLOWED,
                    "last-resort", Role.LAST_RESORT,
                    "never", Role.NEVER)),
            "preferred",
            "how willingly the region is chosen");
    static final Key<String> METHOD = group(
            "probe.method",
            Types.choice(Map.of("GET", "GET", "HEAD", "HEAD", "POST", "POST")),
            "GET",
            "the request's method");
    static final Key<String> BODY = group("probe.body", Types.BODY, null, "the request's body, with POST");
    static final Key<String> HEADER = secret(group("probe.header.<Name>", Types.LINE, null, "a header of the request"));
    static final Key<Duration> INTERVAL = group("probe.interval", Types.POSITIVE, "10s", "time between two probes");
    static final Key<Integer> JITTER = group("probe.jitter", Types.PERCENT, "10%", "of the interval");
    static final Key<Duration> TIMEOUT =
            group("probe.timeout", Types.POSITIVE, "5s", "total deadline, from DNS to the last byte of the body");
    static final Key<Pattern> ACCEPT_STATUS =
            group("probe.accept-status", Types.STATUS, "^2[0-9][0-9]$", "found from the start of the status");
    static final Key<Pattern> EXPECT_BODY =
            group("probe.expect-body", Types.REGEX, null, "must be found in what was read of the body");
    static final Key<Duration> MAX_LATENCY = group("probe.max-latency", Types.POSITIVE, null, "slower is DOWN");
    static final Key<Integer> MAX_BODY = group("probe.max-body", Types.SIZE, "64KB", "no more of the body is read");
    static final Key<Boolean> REFUSED_IS_UNKNOWN = group(
            "probe.refused",
            Types.choice(Map.of("down", false, "unknown", true)),
            "down",
            "what a refused or reset connection to probe.url means");
    static final Key<Boolean> FOLLOW_REDIRECTS =
            group("probe.follow-redirects", Types.BOOLEAN, "false", "never with custom headers across hosts");
    static final Key<URI> PROXY =
            secret(group("probe.proxy", Types.PROXY, null, "an HTTP proxy for the probes, all but dns"));
    static final Key<Boolean> TLS_VERIFY =
            group("probe.tls-verify", Types.BOOLEAN, "true", "whether chain and host name are checked");
    static final Key<Path> TLS_CA = group("probe.tls-ca", Types.PATH, null, "certificates to trust, PEM");
    static final Key<Path> TLS_CERT = group("probe.tls-cert", Types.PATH, null, "our certificate, PEM");
    static final Key<Path> TLS_KEY = group("probe.tls-key", Types.PATH, null, "its private key, PEM");
    static final Key<Boolean> TLS_ANYWHERE = group(
            "probe.tls-insecure-anywhere", Types.BOOLEAN, "false", "allows tls-verify=false beyond loopback targets");
    static final Key<List<URI>> CANARY = group("canary", Types.URLS, null, "URLs that tell whether we are online");
    static final Key<Duration> OUTAGE =
            group("outage", Types.DURATION, "4m", "DOWN needs a streak of failures this long");
    static final Key<Integer> MIN_FAILURES =
            group("min-failures", Types.count(1, 10_000), "3", "DOWN needs so many failures in a row");
    static final Key<FailureRatio> FAILURE_RATIO =
            group("failure-ratio", Types.RATIO, null, "DOWN also when so many of the probes in the window failed");
    static final Key<Duration> RECOVERY = group("recovery", Types.DURATION, "1m", "UP needs a streak this long");
    static final Key<Integer> MIN_SUCCESSES =
            group("min-successes", Types.count(1, 10_000), "3", "UP needs so many successes in a row");
    static final Key<Duration> COOLDOWN =
            group("cooldown", Types.DURATION, "= outage", "least time between two automatic switches");
    static final Key<Budget> MAX_SWITCHES =
            group("max-switches", Types.BUDGET, "3/1h", "beyond it the group holds until rearm");
    static final Key<AllDown> ALL_DOWN = group(
            "all-down",
            Types.choice(Map.of("hold", AllDown.HOLD, "rotate", AllDown.ROTATE)),
            "hold",
            "what to do when no candidate is UP");
    static final Key<String> CHOOSE = group("choose", Types.CHOOSE, "order", "who picks among the eligible");
    static final Key<Failback> FAILBACK = group(
            "failback",
            Types.choice(Map.of("auto", Failback.AUTO, "manual", Failback.MANUAL, "never", Failback.NEVER)),
            "manual",
            "what to do when a better region is UP again");
    static final Key<Duration> FAILBACK_HOLD =
            group("failback-hold", Types.DURATION, "30m", "how long it must have been UP");
    static final Key<List<String>> STEPS =
            group("steps", Types.ROUTES, "write-env,restart,verify", "routes direct:step-<name>, in order");
    static final Key<Duration> STEP_TIMEOUT =
            group("step.<name>.timeout", Types.POSITIVE, "60s", "deadline of one attempt");
    static final Key<Integer> STEP_RETRIES =
            group("step.<name>.retries", Types.count(0, 100), "2", "quick attempts after the first");
    static final Key<OnFailure> STEP_ON_FAILURE = group(
            "step.<name>.on-failure",
            Types.choice(Map.of("abort", OnFailure.ABORT, "continue", OnFailure.CONTINUE)),
            "abort",
            "hold, or go on, once they are used up");
    static final Key<Path> ENV_FILE = group("env-file", Types.PATH, null, "the file the application reads");
    static final Key<String> VARIABLE =
            group("variable.<VAR>", Types.LINE, null, "a line of the env file; takes the step placeholders");
    static final Key<Boolean> ENV_EXPORT = group(
            "env-format",
            Types.choice(Map.of("export", true, "plain", false)),
            "export",
            "export VAR=value, or plain VAR=value");
    static final Key<String> RESTART = group(
            "restart",
            Types.choice(Map.of(
                    "none", "none", "supervisor", "supervisor", "exec", "exec", "systemd", "systemd", "ssh", "ssh")),
            "none",
            "how the application is restarted");
    static final Key<List<URI>> SUPERVISOR = secret(
            group("restart.supervisor", Types.SUPERVISORS, null, "XML-RPC address; of several the first that exists"));
    static final Key<List<String>> PROGRAMS =
            group("restart.programs", Types.PROGRAMS, null, "supervisord's programs in stop order");
    static final Key<List<String>> COMMAND =
            group("restart.command", Types.ARGV, null, "split as a shell would, run without one");
    static final Key<List<String>> UNITS =
            group("restart.systemd.units", Types.UNITS, null, "systemd's units in stop order; started in reverse");
    static final Key<List<FleetHost>> SSH_HOSTS =
            group("restart.ssh.hosts", FleetTypes.HOSTS, null, "name[:port] of each host, in the order of the waves");
    static final Key<String> SSH_USER = group("restart.ssh.user", FleetTypes.USER, null, "who logs in there");
    static final Key<Path> SSH_KEY = group(
            "restart.ssh.key", Types.PATH, null, "the private key, without a passphrase; no password is ever sent");
    static final Key<Path> SSH_KNOWN_HOSTS =
            group("restart.ssh.known-hosts", Types.PATH, null, "as ssh-keyscan writes it; other host keys are refused");
    static final Key<List<String>> SSH_COMMAND = group(
            "restart.ssh.command",
            Types.ARGV,
            null,
            "run on each host; split as a shell would, quoted again for the host");
    static final Key<String> SSH_ENV_FILE = group(
            "restart.ssh.env-file",
            FleetTypes.REMOTE_PATH,
            null,
            "where env-file goes on each host, before its restart");
    static final Key<FleetWave> WAVE =
            group("restart.wave", FleetTypes.WAVE, "100%", "so many hosts at a time; a failed wave stops the next");
    static final Key<Duration> ACT_DELAY = group(
            "act-delay", Types.DURATION, "0s", "random delay up to this before the first step of an automatic switch");
    static final Key<Duration> VERIFY_TIMEOUT = group("verify.timeout", Types.POSITIVE, "2m", "most a verify may take");
    static final Key<Integer> VERIFY_TRIES =
            group("verify.tries", Types.count(0, 100), "2", "most further regions tried when verify fails");
    static final Key<URI> THROUGHPUT_URL =
            group("throughput.url", Types.WEB, null, "a file of a few MB whose download says how fast the network is");
    static final Key<Integer> THROUGHPUT_MAX =
            group("throughput.max", Types.LARGE, "10MB", "no more of it is read, at most for a minute");
    static final Key<Duration> THROUGHPUT_INTERVAL =
            group("throughput.interval", Types.POSITIVE, "10m", "time between two downloads");
    static final Key<Path> THROUGHPUT_FILE =
            group("throughput.file", Types.PATH, "/tmp/latency.txt", "where whole Mbit/s are written");
    static final Key<Integer> THROUGHPUT_MINIMUM =
            group("throughput.minimum", Types.count(0, 1_000_000), "100", "less Mbit/s than this are too slow");
    static final Key<Duration> THROUGHPUT_DELAY = group(
            "throughput.delay", Types.DURATION, "60s", "how long a network that is too slow holds automatic switches");
    static final Key<List<String>> NOTIFY =
            group("notify", Types.ROUTES, null, "routes direct:notify-<name>; empty: nobody is told");

    static final Key<String> OUTAGE_LINE = group(
            "outage-line",
            Types.LINE,
            null,
            "logged at WARNING once per outage switch; {outage} and {target}, the one that failed, are filled in");

    static final Key<String> HTTP_HOST = row("detour.http.host", Types.HOST, "127.0.0.1", "where the API listens");
    // 0, any free port, is for tests.
    static final Key<Integer> HTTP_PORT =
            row("detour.http.port", Types.count(0, 65_535), "8000", "its port; PORT is accepted too");
    static final Key<Boolean> HTTP_OPTIONAL = row(
            "detour.http.optional", Types.BOOLEAN, "false", "a taken port is only a warning, and the API is off then");
    static final Key<String> HTTP_TOKEN = secret(
            row("detour.http.token", Types.TOKEN, null, "asked of state-changing calls; generated when not given"));
    static final Key<Path> HTTP_CERT = row("detour.http.tls-cert", Types.PATH, null, "the API's certificate, PEM");
    static final Key<Path> HTTP_KEY = row("detour.http.tls-key", Types.PATH, null, "its private key, PEM");
    static final Key<Path> DATA = row("detour.data", Types.PATH, "data", "where state lives");
    static final Key<Path> ROUTE_FOLDER =
            row("detour.routes", Types.PATH, "routes", "the routes; those inside the jar when there is no folder");
    static final Key<String> SERVICE =
            row("detour.service", Types.FILLED, "ext_cloud_outage_handler", "the service in the log");
    static final Key<URI> HEARTBEAT =
            secret(row("detour.heartbeat.url", Types.WEB, null, "fetched every minute while all is well"));
    static final Key<URI> WEBHOOK =
            secret(row("detour.notify.webhook.url", Types.WEB, null, "where notify-webhook posts"));
    static final Key<List<String>> NOTIFY_COMMAND = row(
            "detour.notify.exec.command",
            Types.ARGV,
            null,
            "what notify-exec runs, without a shell; the notice is in variables DETOUR_…");
    static final Key<Duration> NOTIFY_TIMEOUT =
            row("detour.notify.exec.timeout", Types.POSITIVE, "30s", "and how long it may take");
    static final Key<String> DATADOG_KEY = secret(row(
            "detour.datadog.api-key",
            Types.TOKEN,
            null,
            "Datadog's API key (DD_API_KEY); groups without notify tell Datadog then"));
    static final Key<String> DATADOG_SITE =
            row("detour.datadog.site", Types.HOST, "datadoghq.com", "the site of the account (DD_SITE)");
    static final Key<String> DATADOG_AGENT = row(
            "detour.datadog.agent",
            Types.AGENT,
            null,
            "DogStatsD (DD_AGENT_HOST): host[:port], or unix:///path of a stream socket; has events where there is no key");
    static final Key<URI> DATADOG_URL =
            row("detour.datadog.url", Types.WEB, null, "a relay, instead of the site's own addresses");
    static final Key<URI> DATADOG_PROXY =
            secret(row("detour.datadog.proxy", Types.PROXY, null, "an HTTP proxy to Datadog (DD_PROXY_HTTPS)"));
    static final Key<String> DATADOG_TAGS =
            row("detour.datadog.tags", Types.LINE, null, "tags of all that is sent, comma-separated (DD_TAGS)");

    private static final List<Key<?>> ALL =
            Stream.concat(ROWS.all().stream(), ServiceKeys.rows().stream()).toList();

    private Keys() {}

    /** All of them, those of the gateway last. */
    static List<Key<?>> rows() {
        return ALL;
    }

    private static <T> Key<T> group(String name, Type<T> type, String standard, String meaning) {
        return row("detour.group.<group>." + name, type, standard, meaning);
    }

    private static <T> Key<T> row(String pattern, Type<T> type, String standard, String meaning) {
        return ROWS.add(pattern, type, standard, meaning);
    }

    private static <T> Key<T> secret(Key<T> key) {
        return ROWS.asSecret(key);
    }
}
