package dev.detour.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.decision.DurableState;
import dev.detour.decision.Effect;
import dev.detour.decision.Entry;
import dev.detour.decision.ErrorClass;
import dev.detour.decision.Event;
import dev.detour.decision.EventKind;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupState;
import dev.detour.decision.Notice;
import dev.detour.decision.Outcome;
import dev.detour.decision.Phase;
import dev.detour.decision.ProbeResult;
import dev.detour.decision.Timeline;
import dev.detour.decision.Via;
import dev.detour.store.FileStore;
import dev.detour.store.MemoryDisk;
import dev.detour.store.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** One group over a real store, whose disk is in memory. */
class ControllerTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final Controller controller;
    private final Queue<Effect> effects = new ArrayDeque<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Notice> told = new ArrayList<>();
    private final Map<String, Outcome> answers = new HashMap<>(Map.of("NAM", Outcome.UP, "EU", Outcome.UP));
    private Instant now = Instant.parse("2026-11-20T08:00:00Z");

    ControllerTest() throws IOException {
        FileStore store = disk.store(Path.of("/data"), 1_000_000, 100);
        store.stamps(() -> new Stamp(now, "boot", 0, now));
        GroupRules rules = DryRunTest.rules(GroupRules.Mode.AUTO, Duration.ofMinutes(4));
        var timeline = new Timeline() {
            @Override
            public Instant now() {
                return now;
            }

            @Override
            public Instant toWall(Instant t) {
                return t;
            }
        };
        var state = GroupState.restored(rules, DurableState.empty(), Optional.empty(), now);
        controller = new Controller(rules, state, store, timeline, effects::add, entries::add);
    }

    private void start() {
        handle(new Event.Started(Optional.empty(), Optional.of("NAM"), Optional.empty()));
    }

    private void handle(Event event) {
        controller.handle(event);
        while (!effects.isEmpty()) {
            var effect = effects.remove();
            if (effect instanceof Effect.RunStep run) {
                controller.handle(new Event.StepEnded(
                        run.decision().epoch(), run.step(), run.attempt(), Optional.empty(), Duration.ZERO));
            } else if (effect instanceof Effect.Choose choose) {
                controller.handle(new Event.Chosen(
                        choose.ticket(), Optional.of(choose.eligible().get(0).name())));
            } else if (effect instanceof Effect.Tell tell) {
                told.add(tell.notice());
            }
        }
    }

    private void pass(Duration time) {
        for (var end = now.plus(time); now.isBefore(end); now = now.plusSeconds(10)) {
            answers.forEach((region, outcome) -> handle(new Event.Probed(new ProbeResult(
                    "shop",
                    region,
                    Via.PROBE_URL,
                    outcome,
                    Phase.BODY,
                    outcome == Outcome.UP ? null : ErrorClass.REFUSED,
                    null,
                    now,
                    now.plusMillis(20),
                    "",
                    null))));
            handle(new Event.Tick());
            controller.checkStore();
            handle(new Event.Tick());
        }
    }

    private List<String> moves() {
        return entries.stream()
                .filter(entry -> entry.event() == EventKind.DECISION)
                .map(entry -> entry.durable().active())
                .toList();
    }

    /**
     * The first that could not be written was a note. The core was told of it and at once put back to the time before:
     * each decision failed anew and took the evidence of its probe with it, until nothing was known of any region.
     */
    @Test
    void holdsWithAllItsEvidenceFromTheFirstLostNoteOnAndDecidesWhenTheDiskIsBack() {
        start();
        pass(Duration.ofMinutes(2));
        assertThat(moves()).containsExactly("NAM");

        answers.put("NAM", Outcome.DOWN);
        disk.ill = op -> true;
        pass(Duration.ofMinutes(20));

        assertThat(controller.durable()).isFalse();
        assertThat(controller.view().notReady()).anyMatch(why -> why.contains("cannot be written"));
        assertThat(controller.view().regions()).extracting(r -> r.health()).containsExactly(Outcome.DOWN, Outcome.UP);
        assertThat(told)
                .filteredOn(n -> n.message().contains("the state cannot be written"))
                .hasSize(1);

        disk.ill = op -> false;
        pass(Duration.ofSeconds(10));

        assertThat(told).extracting(Notice::message).contains("the state can be written again");
        assertThat(moves()).containsExactly("NAM", "EU");
    }

    /** The start itself could not be written, was void, and the group stood still for the rest of its life. */
    @Test
    void aFirstStartOnAFullDiskIsMadeUpForWhenThereIsRoom() {
        disk.ill = op -> true;
        start();
        pass(Duration.ofMinutes(2));
        assertThat(moves()).isEmpty();
        assertThat(controller.view().notReady()).anyMatch(why -> why.contains("cannot be written"));

        disk.ill = op -> false;
        pass(Duration.ofSeconds(10));
        assertThat(moves()).containsExactly("NAM");

        answers.put("NAM", Outcome.DOWN);
        pass(Duration.ofMinutes(6));
        assertThat(moves()).containsExactly("NAM", "EU");
    }

    @Test
    void aRegionThatIsAskedForOnAFullDiskIsNotTakenAndThatIsSaid() {
        disk.ill = op -> true;
        handle(new Event.Started(Optional.empty(), Optional.of("NAM"), Optional.of("EU")));
        assertThat(told).extracting(Notice::message).contains("--region EU is not heeded: the state cannot be written");

        disk.ill = op -> false;
        pass(Duration.ofSeconds(10));
        assertThat(moves()).containsExactly("NAM");
    }
}
