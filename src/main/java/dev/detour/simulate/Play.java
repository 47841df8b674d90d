package dev.detour.simulate;

import dev.detour.config.Settings;
import dev.detour.control.Simulation;
import dev.detour.decision.Decision;
import dev.detour.decision.EventKind;
import dev.detour.decision.Gate;
import dev.detour.decision.GroupView;
import dev.detour.decision.Notice;
import dev.detour.decision.Region;
import dev.detour.store.RecordedRun;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration would have done (SPEC §10): plays a timeline or recorded probe logs in virtual time. Reads the
 * files, and touches nothing else.
 *
 * @param begin when it starts; {@link Instant#EPOCH} for a timeline, whose times are offsets
 * @param recorded whether it was a probe log, so that times are those of a wall clock
 * @param happenings in order
 * @param end how the group is in the end
 * @param endedAt when that is
 * @param remarks what the reader should know of how far this can be trusted
 */
public record Play(
        Instant begin,
        boolean recorded,
        List<Happening> happenings,
        GroupView end,
        Instant endedAt,
        List<String> remarks) {
    /** Of every probe and step there is too much to read. */
    private static final Set<EventKind> SILENT =
            Set.of(EventKind.PROBE_FAILED, EventKind.STEP_STARTED, EventKind.STEP_DONE);

    public Play {
        happenings = List.copyOf(happenings);
        remarks = List.copyOf(remarks);
    }

    /**
     * Plays the files: one timeline, or any number of daily probe logs.
     *
     * @param inUse the region in use at the beginning; empty for a first start
     * @throws Malformed that names file and line
     */
    public static Play of(Settings.Group group, List<Path> files, Optional<String> inUse) throws Malformed {
        var remarks = new ArrayList<String>();
        var regions = group.rules().regions().stream().map(Region::name).toList();
        if (!group.rules().choose().equals("order")) {
            remarks.add("choose=" + group.rules().choose() + " is not played: list order is taken");
        }
        var first = lines(files.get(0));
        if (isLog(first)) {
            var runs = runs(files, group, regions, remarks);
            return play(group, Replayed.begin(runs), true, inUse, remarks, simulation -> new Replayed(
                            group.rules(), runs, simulation)
                    .play());
        }
        if (files.size() > 1) {
            throw new Malformed(files.get(1) + ": one timeline at a time; only probe logs can be several");
        }
        var script = Script.read(files.get(0).toString(), first, regions);
        if (!group.rules().canary()
                && script.changes().stream().anyMatch(c -> c.who().equals(Script.CANARY))) {
            remarks.add("the group has no canary: its lines are without effect");
        }
        return play(group, Instant.EPOCH, false, inUse, remarks, simulation -> new Scripted(group, script, simulation)
                .play());
    }

    private interface Player {
        void play(Simulation simulation);
    }

    private static Play play(
            Settings.Group group,
            Instant begin,
            boolean recorded,
            Optional<String> inUse,
            List<String> remarks,
            Player player) {
        var minutes = new Minutes();
        var simulation = new Simulation(group.rules(), begin, minutes);
        simulation.start(inUse);
        player.play(simulation);
        return new Play(begin, recorded, minutes.happenings, simulation.view(), simulation.now(), remarks);
    }

    private static List<String> lines(Path file) throws Malformed {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new Malformed(file + ": there is no such file");
        } catch (CharacterCodingException e) {
            throw new Malformed(file + ": not UTF-8");
        } catch (IOException e) {
            throw new Malformed(file + ": cannot be read");
        }
    }

    private static boolean isLog(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.startsWith("{"))
                .isPresent();
    }

    private static List<RecordedRun> runs(
            List<Path> files, Settings.Group group, List<String> regions, List<String> remarks) throws Malformed {
        var runs = new ArrayList<RecordedRun>();
        for (var file : files) {
            int line = 0;
            for (var text : lines(file)) {
                line++;
                read(file + ":" + line, text, remarks)
                        .filter(run -> run.group().equals(group.name()))
                        .ifPresent(runs::add);
            }
        }
        var strangers = runs.stream()
                .map(RecordedRun::region)
                .filter(region -> !regions.contains(region) && !region.equals(RecordedRun.CANARY))
                .distinct()
                .toList();
        if (!strangers.isEmpty()) {
            remarks.add("not configured here, left out: " + String.join(", ", strangers));
            runs.removeIf(run -> strangers.contains(run.region()));
        }
        if (runs.isEmpty()) {
            throw new Malformed(files.get(0) + ": no probe of group " + group.name() + " is recorded in it");
        }
        return runs;
    }

    /** A line that a crash tore is left out; a file of a newer version is refused. */
    private static Optional<RecordedRun> read(String place, String text, List<String> remarks) throws Malformed {
        try {
            return text.isBlank() ? Optional.empty() : RecordedRun.read(text);
        } catch (RecordedRun.Newer e) {
            throw new Malformed(place + ": " + e.getMessage());
        } catch (RecordedRun.Unreadable e) {
            remarks.add(place + ": " + e.getMessage() + ", left out");
            return Optional.empty();
        }
    }

    /** Takes down what happens. */
    private static final class Minutes implements Simulation.Watcher {
        private final List<Happening> happenings = new ArrayList<>();

        @Override
        public void decided(Decision d, String sentence) {
            happenings.add(new Happening(
                    d.at(), "decision", d.to(), d.epoch(), d.from(), d.trigger().wireName(), sentence));
        }

        @Override
        public void told(Instant at, Notice notice) {
            if (!SILENT.contains(notice.event())) {
                add(at, notice.event().wireName(), notice.region(), notice.message());
            }
        }

        @Override
        public void closed(Instant at, GroupView.GateView gate) {
            add(at, "gate", null, gate.gate().wireName() + ": " + gate.text());
        }

        @Override
        public void opened(Instant at, Gate gate) {
            add(at, "gate-ended", null, gate.wireName());
        }

        private void add(Instant at, String event, String region, String text) {
            happenings.add(new Happening(at, event, region, null, null, null, text));
        }
    }
}
