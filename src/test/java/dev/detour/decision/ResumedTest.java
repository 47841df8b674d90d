package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Killed after any event and started again, every story ends as it would have ended. */
class ResumedTest {
    /** A story and the region that it ends with. */
    private record Story(String name, Consumer<World> happens, String ends) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> stories() {
        return Stream.of(
                        new Story("outage", w -> w.set("NAM", Outcome.DOWN), "EU"),
                        new Story(
                                "the nearest is dark as well",
                                w -> w.set("NAM", Outcome.DOWN).set("EU", Outcome.DOWN),
                                "APAC"),
                        new Story("operator", w -> w.ask(new Event.Switch(World.by("ann"), "APAC", false)), "APAC"),
                        new Story(
                                "operator by force in an outage",
                                w -> {
                                    w.set("NAM", Outcome.DOWN).set("EU", Outcome.DOWN);
                                    w.ask(new Event.Switch(World.by("ann"), "EU", true));
                                    w.set("EU", Outcome.UP);
                                },
                                "EU"),
                        new Story(
                                "paused after the decision",
                                w -> {
                                    w.ask(new Event.Switch(World.by("ann"), "EU", false));
                                    w.ask(new Event.Pause(World.by("ann"), Optional.empty()));
                                },
                                "EU"))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void endsTheSameWhereverItWasKilled(Story story) {
        Rules rules = new Rules();
        rules.outage = Duration.ofSeconds(40);
        rules.recovery = Duration.ofSeconds(20);
        int events = 0;
        boolean whole = false;
        while (!whole) {
            World w = World.settled(rules.build());
            int[] left = {events};
            w.afterEvent = e -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
            };
            try {
                story.happens().accept(w);
                w.passSeconds(120);
                whole = true;
                w.afterEvent = e -> {};
            } catch (Killed killed) {
                w.afterEvent = e -> {};
                w.crash().restart(Duration.ofSeconds(5));
                if (events == 0) {
                    story.happens().accept(w);
                }
            }
            w.passSeconds(150);
            assertThat(w.active()).as("killed after %d events", events).isEqualTo(story.ends());
            assertThat(w.envFile).isEqualTo(story.ends());
            assertThat(w.application).isEqualTo(story.ends());
            assertThat(w.state.run).isNull();
            events += 1 + events / 25;
        }
        assertThat(events).isGreaterThan(100);
    }

    @Test
    void aKillBetweenTheDecisionAndItsNoticeLostTheNotice() {
        World w = World.settled(new Rules().build());
        w.set("NAM", Outcome.DOWN);
        while (w.decisions().size() < 2) {
            w.pass(Duration.ofMillis(100));
        }
        // What was handed to the notify routes died with the process.
        w.notices.clear();
        w.crash().restart(Duration.ofSeconds(5));

        assertThat(w.told(EventKind.DECISION))
                .singleElement()
                .matches(Notice::loud)
                .extracting(Notice::message)
                .asString()
                .startsWith("after a restart, going on with switching to EU (outage): NAM was down");
        w.passSeconds(120);
        w.notices.clear();
        w.crash().restart(Duration.ofSeconds(5));
        assertThat(w.told(EventKind.DECISION)).as("nothing is left to do").isEmpty();
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
