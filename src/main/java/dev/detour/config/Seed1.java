package dev.detour.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The External Cloud Failover Handler (SPEC §3, seed 1): nothing but its own variables is needed. */
final class Seed1 implements Preset {
    static final String LIST = "EXT_CLOUD_FAILOVER_LIST";
    private static final String ORG = "CONNECTION_KEEPALIVE_ORG_ID";
    private static final String TXN = "CONNECTION_KEEPALIVE_TXN_ID";
    private static final String GROUP = "ext-cloud";
    /** SHA-256 of nothing: the lookup is signed over its empty body. */
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Override
    public String name() {
        return "seed 1";
    }

    @Override
    public boolean applies(Sources sources) {
        return sources.environment().containsKey(LIST);
    }

    @Override
    public Optional<String> group() {
        return Optional.of(GROUP);
    }

    @Override
    public void fill(Sources sources, Layers layers, Report report) {
        Map<String, String> environment = sources.environment();
        var values = new PresetValues(layers, name(), GROUP);
        values.put(Keys.GROUPS, GROUP);
        values.from(LIST, Keys.REGIONS, environment.get(LIST));
        String path = "/v2/" + identifier(environment, ORG) + "/cloudlookup/" + identifier(environment, TXN);
        boolean complete = hasIdentifiers(environment, layers, report);
        if (complete) {
            values.from(ORG + ", " + TXN, Keys.PROBE_URL, "https://localhost:8443" + path);
        } else {
            values.put(Keys.PROBE_URL, "https://localhost:8443/");
        }
        values.put(Keys.SCOPE, "active");
        // What the tunnel itself connects to.
        values.put(Keys.CANDIDATE_URL, "tcp://{target}:443");
        values.put(Keys.HEADER, EMPTY_SHA256, "X-SIG-Sha256");
        values.put(Keys.INTERVAL, "10s");
        values.put(Keys.TIMEOUT, "20s");
        values.put(Keys.ACCEPT_STATUS, "^200$");
        values.put(Keys.REFUSED_IS_UNKNOWN, "unknown");
        values.put(Keys.TLS_VERIFY, "false");
        values.put(Keys.OUTAGE, "4m");
        values.put(Keys.ALL_DOWN, "hold");
        values.put(Keys.ENV_FILE, "/opt/application/tmp/ext_cloud.env");
        values.put(Keys.VARIABLE, "{target}", "EXT_CLOUD");
        values.put(Keys.VARIABLE, "{region}", "EXT_REGION");
        values.put(Keys.DATA, besideEnvFile(layers));
        values.put(Keys.RESTART, "supervisor");
        supervisor(environment, values);
        values.put(Keys.PROGRAMS, "app:application,app:cloud-client,app:stunnel");
        values.put(Keys.SERVICE, "ext_cloud_outage_handler");
        // What its users' monitors match.
        values.put(
                Keys.OUTAGE_LINE,
                "Waited for {outage}. Application restarting due to failure with Ext Cloud: {target}");
        // It ran without a port; the other seed is nothing without one.
        if (!new Seed2().applies(sources)) {
            values.put(Keys.HTTP_OPTIONAL, "true");
        }
    }

    private static void supervisor(Map<String, String> environment, PresetValues values) {
        String given = environment.getOrDefault("SUPERVISOR_SERVER_URL", "");
        if (given.isBlank()) {
            values.put(
                    Keys.SUPERVISOR,
                    "unix:///opt/application/run/supervisor.sock,unix:///run/supervisor.sock,unix:///var/run/supervisor.sock");
        } else {
            values.from("SUPERVISOR_SERVER_URL", Keys.SUPERVISOR, given);
        }
    }

    /** Both are needed, unless the URL is given otherwise and they are not there at all. */
    private static boolean hasIdentifiers(Map<String, String> environment, Layers layers, Report report) {
        List<String> missing = Stream.of(ORG, TXN)
                .filter(variable -> identifier(environment, variable).isEmpty())
                .toList();
        boolean given = layers.value(Keys.PROBE_URL.at(GROUP)).isPresent();
        if (missing.isEmpty()) {
            boolean org = isSegment(ORG, environment, report);
            boolean txn = isSegment(TXN, environment, report);
            return org && txn;
        }
        if (missing.size() == 1 || !given) {
            String form = "set both " + ORG + " and " + TXN + " (or both prefixed EXT_CLOUD_)";
            report.problem("environment", String.join(", ", missing), "not set", form);
        }
        return false;
    }

    private static String identifier(Map<String, String> environment, String variable) {
        String plain = environment.getOrDefault(variable, "").strip();
        return plain.isEmpty()
                ? environment.getOrDefault("EXT_CLOUD_" + variable, "").strip()
                : plain;
    }

    /** RFC 3986, 3.3: a path's segment without escapes. */
    private static boolean isSegment(String variable, Map<String, String> environment, Report report) {
        boolean fits = identifier(environment, variable).matches("[A-Za-z0-9._~!$&'()*+,;=:@-]+");
        if (!fits) {
            String form = "write letters, digits and - . _ ~ without blanks";
            report.variable(variable, identifier(environment, variable), "cannot stand in a URL", form);
        }
        return fits;
    }

    /** State lies beside the env file, wherever that was put. */
    private static String besideEnvFile(Layers layers) {
        String envFile =
                layers.value(Keys.ENV_FILE.at(GROUP)).map(Value::raw).orElse("/opt/application/tmp/ext_cloud.env");
        Path parent = envFile.contains("{{") ? null : Path.of(envFile.strip()).getParent();
        return parent == null ? "detour" : parent.resolve("detour").toString();
    }
}
