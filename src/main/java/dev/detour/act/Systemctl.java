package dev.detour.act;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code systemctl} (systemctl(1)): starts and stops units, and asks how they are. Each call is a process with a total
 * deadline; nothing is parsed that is meant for people but a time stamp, which systemd prints in no other form before
 * version 249. Safe from any thread.
 */
final class Systemctl {
    /** How long an answer about a unit may take. */
    private static final Duration TO_ASK = Duration.ofSeconds(10);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss z", Locale.ROOT);
    private static final List<String> PROPERTIES = List.of(
            "Id",
            "LoadState",
            "ActiveState",
            "SubState",
            "Type",
            "MainPID",
            "InvocationID",
            "Result",
            "ExecMainStatus",
            "ExecMainStartTimestamp",
            "ActiveEnterTimestamp");
    /** Its times in UTC and its words in English, whatever the machine speaks. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("TZ", "UTC", "LC_ALL", "C", "SYSTEMD_PAGER", "", "SYSTEMD_COLORS", "0");

    static final Systemctl OF_SYSTEM = new Systemctl("systemctl");

    private final String program;

    Systemctl(String program) {
        this.program = program;
    }

    /**
     * How a unit is.
     *
     * @param load {@code loaded}, {@code not-found}, {@code masked}…
     * @param active {@code active}, {@code inactive}, {@code failed}, {@code activating}, {@code deactivating}…
     * @param type of a service ({@code simple}, {@code oneshot}…); empty of any other unit
     * @param pid 0 when it has no main process
     * @param invocation another one after each start (systemd 232); empty when it was never started
     * @param started when its main process, or else the unit, last started; in whole seconds; empty when never
     */
    record Unit(
            String name,
            String load,
            String active,
            String sub,
            String type,
            int pid,
            String invocation,
            String result,
            String status,
            Optional<Instant> started) {
        boolean is(String state) {
            return active.equals(state);
        }

        /** Whether there is something to stop. */
        boolean alive() {
            return !is("inactive") && !is("failed");
        }

        /** {@code failed (failed, result exit-code, status 3)}. */
        String words() {
            String how = active + " (" + sub;
            if (!result.isEmpty() && !result.equals("success")) {
                how += ", result " + result + (status.equals("0") || status.isEmpty() ? "" : ", status " + status);
            }
            return Printable.of(how + ")");
        }
    }

    /** All units at once, in the order asked for. */
    List<Unit> show(List<String> names) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("show", "--property=" + String.join(",", PROPERTIES), "--"));
        argv.addAll(names);
        return units(names, run(argv, TO_ASK));
    }

    /** What {@code systemctl show} told of these units. */
    List<Unit> units(List<String> names, String told) {
        String[] blocks = told.strip().split("\\n\\s*\\n");
        if (blocks.length != names.size()) {
            throw new StepFailedException(
                    program + " told of " + blocks.length + " units where " + names.size() + " were asked for");
        }
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            units.add(unit(names.get(i), blocks[i]));
        }
        return units;
    }

    Unit show(String name) throws InterruptedException {
        return show(List.of(name)).get(0);
    }

    private Unit unit(String name, String block) {
        Map<String, String> p = new HashMap<>();
        block.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                p.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        if (!p.containsKey("ActiveState") || !p.containsKey("LoadState")) {
            throw new StepFailedException(program + " show " + name + " does not tell its state");
        }
        return new Unit(
                name,
                p.get("LoadState"),
                p.get("ActiveState"),
                p.getOrDefault("SubState", ""),
                p.getOrDefault("Type", ""),
                number(p.getOrDefault("MainPID", "0")),
                p.getOrDefault("InvocationID", ""),
                p.getOrDefault("Result", ""),
                p.getOrDefault("ExecMainStatus", ""),
                stamp(p.getOrDefault("ExecMainStartTimestamp", ""))
                        .or(() -> stamp(p.getOrDefault("ActiveEnterTimestamp", ""))));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** {@code Fri 2026-11-20 13:28:00 UTC}; empty for none, or for one that cannot be read. */
    static Optional<Instant> stamp(String text) {
        try {
            return text.isBlank() || text.equals("n/a")
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(text, STAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Waits until it has stopped. */
    void stop(String name, Duration timeout) throws InterruptedException {
        run(List.of("--no-ask-password", "stop", "--", name), timeout);
    }

    /** Waits until it has started, as far as its type lets systemd know. */
    void start(String name, Duration timeout) throws InterruptedException {
        run(List.of("--no-ask-password", "start", "--", name), timeout);
    }

    /** Also forgets how often it was started: systemd refuses a unit that is started too often in a short time. */
    void resetFailed(String name) throws InterruptedException {
        run(List.of("--no-ask-password", "reset-failed", "--", name), TO_ASK);
    }

    private String run(List<String> arguments, Duration timeout) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(arguments);
        return new String(
                ProcessRunner.run(new ProcessRunner.Command(argv, ENVIRONMENT, timeout))
                        .output(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    boolean exists() {
        return ProcessRunner.exists(program);
    }

    @Override
    public String toString() {
        return program;
    }
}
