package dev.detour.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.Event;
import dev.detour.decision.GroupView;
import dev.detour.log.Log;
import dev.detour.serve.LiveServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static LiveServer live;
    private final List<Object> called = new ArrayList<>();
    private Verbs.Access access = Verbs.Access.UNKNOWN;
    private boolean broken;
    private String out = "";
    private String err = "";

    @BeforeAll
    static void start() throws Exception {
        live = new LiveServer("127.0.0.1");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @BeforeEach
    void reset() {
        live.groups.asked.clear();
        live.groups.state = GroupView.State.STEADY;
        live.groups.names = List.of("ext-cloud");
        live.groups.lastError = "no answer within 5 s";
        live.problems.clear();
    }

    @Test
    void showsTheStatusWithinEightyColumns() {
        live.groups.lastError = "wrong certificate: \u001b[31m" + "very long ".repeat(30);
        assertThat(detour("status")).isEqualTo(Exit.FINE);
        assertThat(out)
                .startsWith("ext-cloud [steady] EU since 07:02, automatic: NAM was down for 4 min 3 s.")
                .contains("cooldown: cooldown for 1 min")
                .containsPattern("\\*  EU +UP +31 ")
                .doesNotContain("\u001b");
        assertThat(out.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
        assertThat(err).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "regions", "explain", "history", "health", "--help", "switch --help"})
    void fitsEightyColumns(String verb) {
        detour(verb.split(" "));
        assertThat(out).isNotBlank();
        assertThat(out.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
    }

    @Test
    void ends3WhenDegraded() {
        live.groups.state = GroupView.State.OUTAGE;
        assertThat(detour("status")).isEqualTo(Exit.DEGRADED);
        live.groups.state = GroupView.State.HOLDING;
        assertThat(detour("status")).isEqualTo(Exit.DEGRADED);
        live.groups.state = GroupView.State.STEADY;
        live.problems.add("the disk is full");
        assertThat(detour("status")).isEqualTo(Exit.DEGRADED);
        assertThat(out).contains("not ready: the disk is full");
        assertThat(detour("health")).isEqualTo(Exit.DEGRADED);
        live.problems.clear();
        assertThat(detour("health")).isEqualTo(Exit.FINE);
        assertThat(detour("regions")).isEqualTo(Exit.FINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "regions", "explain", "history", "health", "resume"})
    void printsTheApisJson(String verb) throws Exception {
        assertThat(detour(verb, "-o", "json")).isEqualTo(Exit.FINE);
        assertThat(new ObjectMapper().readTree(out)).isNotEmpty();
        assertThat(out).endsWith("\n").hasLineCount(1);
    }

    @Test
    void asksWithAllItsFields() {
        assertThat(detour("switch", "EU", "--reason", "drill", "--force", "--dry-run", "--expect-epoch", "7"))
                .isEqualTo(Exit.FINE);
        assertThat(out).startsWith("switching to EU");
        var asked = (Event.Switch) live.groups.asked.get(0);
        assertThat(asked.region()).isEqualTo("EU");
        assertThat(asked.force()).isTrue();
        assertThat(asked.asked().dryRun()).isTrue();
        assertThat(asked.asked().expectEpoch()).hasValue(7L);
        assertThat(asked.asked().reason()).hasValue("drill");
        assertThat(asked.asked().by()).isEqualTo(System.getProperty("user.name") + "@desk");
    }

    @Test
    void knowsTheOtherVerbs() {
        assertThat(detour("pause", "--for", "2h")).isZero();
        assertThat(detour("resume")).isZero();
        assertThat(detour("pin", "EU", "--for", "1d")).isZero();
        assertThat(detour("unpin")).isZero();
        assertThat(detour("approve", "8")).isZero();
        assertThat(detour("rearm")).isZero();
        assertThat(detour("reapply")).isZero();
        assertThat(live.groups.asked)
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactly("Pause", "Resume", "Pin", "Unpin", "Approve", "Rearm", "Reapply");
        assertThat(((Event.Pause) live.groups.asked.get(0)).duration()).hasValue(Duration.ofHours(2));
        assertThat(((Event.Approve) live.groups.asked.get(4)).epoch()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "switch APAC, 4, APAC is not UP",
        "switch EU --expect-epoch 6, 4, the epoch is 7",
        "switch MARS, 2, 'NAM, EU, APAC'",
        "status -g, 2, GROUP",
        "status -g mars, 2, the groups are ext-cloud",
        "explain -g mars, 2, the groups are ext-cloud",
        "history --limit 0, 2, whole number",
        "switch, 2, REGION",
        "switch EU --expect-epoch x, 2, whole number",
        "pause --for five, 2, not a duration",
        "approve x, 2, whole number",
        "status -o xml, 2, table or json",
        "status --url nonsense, 2, http://host:port",
        "import .env config.ini, 2, config.ini",
        "statsu, 2, did you mean status",
        "status --nonsense, 2, status --help",
    })
    void endsAsTheContractSays(String arguments, int exit, String says) {
        assertThat(detour(arguments.split(" "))).isEqualTo(exit);
        assertThat(err).contains(says);
        assertThat(out).isEmpty();
        assertThat(live.groups.asked).isEmpty();
    }

    @Test
    void needsTheToken() {
        assertThat(run(Map.of("DETOUR_URL", url()), "resume")).isEqualTo(Exit.NOT_ALLOWED);
        assertThat(err).contains("data/token");
        assertThat(run(Map.of("DETOUR_URL", url(), "DETOUR_HTTP_TOKEN", "wrong-token"), "resume"))
                .isEqualTo(Exit.NOT_ALLOWED);
        assertThat(live.groups.asked).isEmpty();
        access = new Verbs.Access(Optional.of(live.url("")), Optional.of(LiveServer.TOKEN), Optional.empty());
        assertThat(run(Map.of(), "resume")).isEqualTo(Exit.FINE);
    }

    @Test
    void takesATokenAsAFileOrAShellHandsItOver() {
        var token = LiveServer.TOKEN + "\n";
        assertThat(run(Map.of("DETOUR_URL", url(), "DETOUR_HTTP_TOKEN", token), "resume"))
                .isEqualTo(Exit.FINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\ns3cret", "s3cret s3cret", "s3cret\u0000", "s3cr\u00e9t"})
    void refusesATokenThatIsNoneWithoutShowingIt(String token) {
        assertThat(run(Map.of("DETOUR_URL", url(), "DETOUR_HTTP_TOKEN", token), "status"))
                .isEqualTo(Exit.USAGE);
        assertThat(err).contains("DETOUR_HTTP_TOKEN").doesNotContain("s3cr");
        access = new Verbs.Access(Optional.of(live.url("")), Optional.of(token), Optional.empty());
        assertThat(run(Map.of(), "status")).isEqualTo(Exit.USAGE);
        assertThat(err).doesNotContain("s3cr");
    }

    @Test
    void endsInOneLineWhereSomethingUnforeseenHappens() {
        broken = true;
        assertThat(detour("check")).isEqualTo(Exit.ERROR);
        assertThat(err).isEqualTo("detour: nobody thought of this\n");
        assertThat(detour("status")).isEqualTo(Exit.ERROR);
        assertThat(err).isEqualTo("detour: nobody thought of this\n");
    }

    @Test
    void saysWhenNobodyIsThere() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        for (var verb : List.of("status", "resume", "health")) {
            assertThat(run(Map.of("DETOUR_URL", "http://127.0.0.1:" + free), verb))
                    .isEqualTo(Exit.UNREACHABLE);
            assertThat(err).contains("no controller at").contains("DETOUR_URL");
        }
    }

    @Test
    void asksForAGroupWhereThereAreTwo() {
        live.groups.names = List.of("ext-cloud", "db");
        assertThat(detour("resume")).isEqualTo(Exit.USAGE);
        assertThat(err).contains("-g").contains("ext-cloud, db");
        assertThat(live.groups.asked).isEmpty();
        assertThat(detour("resume", "-g", "db")).isEqualTo(Exit.FINE);
        assertThat(detour("status")).isEqualTo(Exit.FINE);
    }

    @Test
    void waitsForADecisionToBeDone() {
        assertThat(detour("switch", "EU", "--wait")).isEqualTo(Exit.FINE);
        live.groups.state = GroupView.State.VERIFYING;
        assertThat(detour("switch", "EU", "--wait", "500ms")).isEqualTo(Exit.TIMED_OUT);
    }

    @Test
    void handsLocalVerbsOver() {
        assertThat(detour("run", "-r", "EU", "--config", "my.properties", "--log", "text"))
                .isEqualTo(Exit.FINE);
        assertThat(detour("demo", "--break", "NAM", "--for", "30s", "--exit")).isEqualTo(Exit.FINE);
        assertThat(detour("check", "-v")).isEqualTo(Exit.CONFIGURATION);
        assertThat(detour("probe", "EU", "-g", "x")).isEqualTo(Exit.DEGRADED);
        assertThat(called.get(0))
                .isEqualTo(new Verbs.Run(Optional.of("EU"), Optional.of(Path.of("my.properties")), Log.Form.TEXT));
        assertThat(called.get(1))
                .isEqualTo(
                        new Verbs.Demo(Optional.of("NAM"), Optional.of(Duration.ofSeconds(30)), true, Log.Form.TEXT));
        assertThat(((Verbs.Check) called.get(2)).verbose()).isTrue();
        assertThat(((Verbs.Probe) called.get(3)).region()).hasValue("EU");
        assertThat(detour("version")).isEqualTo(Exit.FINE);
        assertThat(out).isEqualTo("9.9.9\n");
        assertThat(detour("completion")).isEqualTo(Exit.FINE);
        assertThat(out).contains("complete ").contains("detour");
        assertThat(detour()).isEqualTo(Exit.USAGE);
        assertThat(out).isEmpty();
        assertThat(err).contains("switch");
    }

    private int detour(String... args) {
        return run(Map.of("DETOUR_URL", url(), "DETOUR_HTTP_TOKEN", LiveServer.TOKEN, "HOSTNAME", "desk"), args);
    }

    private static String url() {
        return "http://127.0.0.1:" + live.port();
    }

    private int run(Map<String, String> env, String... words) {
        var spoken = Spoken.by(new Recording(), env, words);
        out = spoken.out();
        err = spoken.err();
        return spoken.exit();
    }

    private final class Recording implements Verbs {
        @Override
        public String version() {
            return "9.9.9";
        }

        @Override
        public int run(Run options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int demo(Demo options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int check(Check options) {
            failIfBroken();
            called.add(options);
            return Exit.CONFIGURATION;
        }

        @Override
        public int probe(Probe options) {
            called.add(options);
            return Exit.DEGRADED;
        }

        @Override
        public int doctor(Doctor options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int simulate(Simulate options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int bring(Bring options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int manifest(Manifest options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int report(Report options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public int lint(Lint options) {
            called.add(options);
            return Exit.FINE;
        }

        @Override
        public Access access(Optional<Path> config) {
            failIfBroken();
            return access;
        }

        private void failIfBroken() {
            if (broken) {
                throw new IllegalStateException("nobody thought of this");
            }
        }
    }
}
