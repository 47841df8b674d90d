package dev.detour.simulate;

import dev.detour.config.Configuration;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import dev.detour.store.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any timeline or probe log is played, to the same end each time, or is refused by file and line. Epochs grow by one, and
 * what happens, happens in order. Only what is short is played: a decade takes a while.
 */
public final class TimelineFuzz {
    private static final Folder FOLDER = new Folder();
    private static final Settings.Group GROUP = group();
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final int MOST_PROBES = 200;

    private TimelineFuzz() {}

    private static Settings.Group group() {
        String text = """
            detour.groups=g
            detour.group.g.regions=NAM=nam.example.com,EU=eu.example.com,APAC=apac.example.com
            detour.group.g.restart=exec
            detour.group.g.restart.command=/bin/true
            detour.group.g.outage=1m
            detour.group.g.recovery=1m
            detour.group.g.cooldown=2m
            detour.group.g.verify.timeout=30s
            """;
        return Configuration.load(Sources.of(FOLDER.path(), Map.of()), text)
                .settings()
                .orElseThrow()
                .groups()
                .get(0);
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Path file = FOLDER.write("t.timeline", input);
        try {
            if (isShort(Input.text(input))) {
                Play play = Play.of(GROUP, List.of(file), Optional.of("NAM"));
                check(play);
                Input.require(Play.of(GROUP, List.of(file), Optional.of("NAM")).equals(play), "another play");
            }
        } catch (Malformed e) {
            Input.require(e.getMessage().startsWith(file + ":"), "names no file: " + e.getMessage());
            Input.require(
                    e.getMessage().chars().noneMatch(Character::isISOControl), "control signs: " + e.getMessage());
        }
    }

    private static void check(Play play) {
        var last = play.begin();
        long epoch = 0;
        for (Happening happening : play.happenings()) {
            Input.require(!happening.at().isBefore(last), "before what was told before it: " + happening);
            last = happening.at();
            if (happening.isDecision()) {
                Input.require(happening.epoch() == ++epoch, "epoch " + happening.epoch() + " after " + (epoch - 1));
            }
        }
        Input.require(!play.endedAt().isBefore(last), "ends before its end");
    }

    private static boolean isShort(String text) {
        var first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        return first.startsWith("{") ? isShortLog(text) : isShortScript(text);
    }

    private static boolean isShortLog(String text) {
        List<RecordedRun> runs = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                if (!line.isBlank()) {
                    RecordedRun.read(line).ifPresent(runs::add);
                }
            } catch (RecordedRun.Unreadable e) {
                // Left out there as well.
                continue;
            }
        }
        Instant first =
                runs.stream().map(RecordedRun::at).min(Instant::compareTo).orElse(Instant.EPOCH);
        return runs.stream()
                        .allMatch(run -> run.until().isBefore(first.plus(LONGEST)) && run.millis() < LONGEST.toMillis())
                && runs.stream().mapToLong(RecordedRun::count).sum() <= MOST_PROBES;
    }

    private static boolean isShortScript(String text) {
        try {
            var script = Script.read("t", text.lines().toList(), List.of("NAM", "EU", "APAC"));
            var last = script.changes().get(script.changes().size() - 1).at();
            return last.compareTo(LONGEST) < 0
                    && script.end().orElse(Duration.ZERO).compareTo(LONGEST) < 0;
        } catch (Malformed e) {
            return true;
        }
    }
}
