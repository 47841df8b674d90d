package dev.detour.act;

import static dev.detour.act.ActFixtures.decision;
import static dev.detour.act.ActFixtures.seedFile;
import static dev.detour.act.ActFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.detour.config.FleetHost;
import dev.detour.config.FleetWave;
import dev.detour.config.Settings;
import dev.detour.config.Settings.Restart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route restart-host of the user's own: what it throws, and what it forgets, is told of the host. */
class OwnHostRouteTest {
    private static final FleetHost WEB = new FleetHost("web1", 22);

    @TempDir
    Path folder;

    private CamelContext camel;
    private final HostAttempts attempts = new HostAttempts();
    private Settings settings;
    private EnvFiles envFiles;
    private Fleet fleet;

    @BeforeEach
    void start() {
        camel = new DefaultCamelContext();
        configure(new Restart.Ssh(
                List.of(WEB),
                "deploy",
                folder.resolve("key"),
                folder.resolve("known_hosts"),
                List.of("true"),
                Optional.empty(),
                FleetWave.ALL));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void configure(Restart restart) {
        settings = settings(seedFile(folder.resolve("e.env")), restart, Duration.ofSeconds(1));
        EpochGuard guard = (group, epoch) -> true;
        envFiles = new EnvFiles(() -> settings, guard);
        fleet = new Fleet(
                () -> settings,
                envFiles,
                guard,
                new Restarter(() -> settings, envFiles, guard),
                attempts,
                new HostRoute(camel.createProducerTemplate()),
                () -> {
                    throw new AssertionError("nobody logs in here");
                });
    }

    private void route(Processor body) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:restart-host").errorHandler(noErrorHandler()).process(body);
            }
        });
        camel.start();
    }

    private void failsWith(String why) {
        assertThatThrownBy(() -> fleet.restart(decision(7, "EU"), "false", "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("0 of 1 hosts restarted; web1: " + why);
    }

    private List<String> shown() throws Exception {
        return new Effects(() -> settings, envFiles, fleet)
                .look("ext-cloud", Optional.of(decision(7, "EU"))).programs().stream()
                        .map(program -> program.name() + " " + program.state())
                        .toList();
    }

    @Test
    void theInnermostCauseSpeaks() throws Exception {
        route(exchange -> {
            throw new IllegalStateException("wrapped", new IOException("the balancer\u001b says no"));
        });
        failsWith("the balancer\\u001b says no");
        assertThat(shown()).containsExactly("web1 FAILED");
    }

    @Test
    void aStepOfOursThatFailedSpeaksForItself() throws Exception {
        route(exchange -> {
            throw new IllegalStateException("wrapped", new StepFailedException("not this one", new IOException("low")));
        });
        failsWith("not this one");
    }

    /** Camel's words would hold the whole exchange. */
    @Test
    void ofCamelsOwnFailureTheKindIsEnough() throws Exception {
        route(exchange -> {
            throw new org.apache.camel.CamelExchangeException("long words", exchange);
        });
        failsWith("CamelExchangeException");
    }

    @Test
    void aCommandWhoseStatusNobodyLookedAtIsNoSuccess() throws Exception {
        route(exchange -> attempts.of("web1", 0).sent());
        failsWith("a command was sent, and no step of the route looked at its exit status");
    }

    @Test
    void aRouteThatNeedsNoCommandSucceeds() throws Exception {
        route(exchange -> {});
        fleet.restart(decision(7, "EU"), "false", "false");
        assertThat(shown()).containsExactly("web1 RESTARTED");
    }

    @Test
    void aLookAtTheStartRestartsNothingThatIsNotOwed() throws Exception {
        route(exchange -> {
            throw new AssertionError("not called");
        });
        fleet.restart(decision(7, "EU"), "true", "false");
        assertThat(shown()).containsExactly("web1 UNKNOWN");
    }

    @Test
    void aRouteThatHangsIsInterruptedAtItsDeadline() throws Exception {
        var interrupted = new CountDownLatch(1);
        route(exchange -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        failsWith("did not end within 1 s");
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aNewerDecisionEndsARestartUnderWay() throws Exception {
        var begun = new CountDownLatch(1);
        route(exchange -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        var ended = new CompletableFuture<Throwable>();
        var step = new Thread(
                () -> ended.complete(catchThrowable(() -> fleet.restart(decision(7, "EU"), "false", "false"))));
        step.start();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        step.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("ended early");
        assertThatThrownBy(() -> attempts.of("web1", 22)).hasMessage("no restart of web1 is under way");
    }

    @Test
    void whatCannotBeRememberedIsNotBegun() throws Exception {
        route(exchange -> {
            throw new AssertionError("not called");
        });
        Files.createDirectory(folder.resolve("restart-ext-cloud.hosts.new"));
        Files.writeString(folder.resolve("restart-ext-cloud.hosts.new/in the way"), "");

        assertThatThrownBy(() -> fleet.restart(decision(7, "EU"), "false", "false"))
                .isInstanceOf(StepFailedException.class)
                .hasMessageStartingWith("cannot remember which hosts are restarted: ");
    }

    @Test
    void nobodyLogsInWhereNoRestartIsUnderWay() {
        assertThatThrownBy(() -> attempts.of("web1", 0))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("no restart of web1 is under way");
    }

    @Test
    void aGroupWithoutHostsHasNone() {
        configure(new Restart.None());
        assertThat(fleet.states("ext-cloud")).isEmpty();
        assertThatThrownBy(() -> fleet.restart(decision(7, "EU"), "false", "false"))
                .hasMessage("group ext-cloud has no hosts");
    }

    @Test
    void aWordThatNoShellCanBeToldIsRefused() {
        assertThatThrownBy(() -> RemoteCommand.of(List.of("echo", "a\0b"), decision(7, "EU")))
                .hasMessage("an argument of the command holds a NUL");
        assertThatThrownBy(() -> ProcessRunner.run(
                        new ProcessRunner.Command(List.of("echo"), Map.of("REASON", "a\0b"), Duration.ofSeconds(5))))
                .hasMessage("command echo could not be started: an argument or variable holds a NUL");
    }
}
