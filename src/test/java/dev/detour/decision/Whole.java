package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.act.ActsOnDisk;
import dev.detour.act.EnvFiles;
import dev.detour.store.FileStore;
import dev.detour.store.MemoryDisk;
import dev.detour.store.MemoryFiles;
import dev.detour.store.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The real journal and the real steps {@code write-env} and {@code restart}, on one disk that fails, is cut off and loses
 * what was not forced.
 */
final class Whole implements Outside {
    static final Path DATA = Path.of("/data");
    static final Path ENV = Path.of("/app/ext_cloud.env");

    private final World w;
    private final int compactAt;
    private final int keep;
    private final Books books = new Books();
    MemoryDisk disk = new MemoryDisk();
    /** What a crash makes of the disk. */
    Luck fate;

    EnvWitness witness;
    private FileStore store;
    private ActsOnDisk acts;
    private EnvFiles.Write write;
    private String problem;
    private boolean commandFails;
    /** Whether the application lives on another machine than Detour. */
    private final boolean remote;
    /** What the application read when it started; null for nothing. */
    String application;

    Whole(World w, Luck fate, Optional<String> env) {
        this.w = w;
        this.fate = fate;
        compactAt = 10_000 + fate.nextInt(40_000);
        keep = 1 + fate.nextInt(20);
        env.ifPresent(text -> disk.put(ENV, text.getBytes(StandardCharsets.UTF_8)));
        witness = new EnvWitness(w, disk, ENV);
        witness.byHand();
        application = witness.content();
        remote = fate.nextBoolean();
        open(false);
    }

    /** A process begins. */
    private void open(boolean machine) {
        disk.ill = op -> !w.storeWorks && op.file().startsWith(DATA);
        var files = new MemoryFiles(disk, Set.of(DATA, ENV.getParent()));
        acts = new ActsOnDisk(
                files.getPath(ENV.toString()),
                files.getPath(DATA.toString()),
                w.rules,
                (group, epoch) -> epoch >= w.state.durable().epoch(),
                this::restarted);
        try {
            store = disk.store(DATA, compactAt, keep);
        } catch (IOException e) {
            throw new AssertionError("SPEC §11: the journal cannot be opened: " + e.getMessage(), e);
        }
        store.stamps(() -> new Stamp(w.now, "boot", 0, w.now));
        DurableState found = store.states().getOrDefault(w.rules.name(), DurableState.empty());
        Optional<EvidenceSnapshot> evidence = store.evidence(w.rules.name());
        books.found(found, evidence, machine);
        books.stamped(store.lastStamp(), machine);
        w.watcher.found(found);
        w.disk = found;
        w.kept = evidence.orElse(null);
        if (found.decision() != null) {
            witness.decided(found.decision());
        }
    }

    private void restarted(Map<String, String> environment) {
        assertThat(environment)
                .as("S5: the restart command's epoch")
                .containsEntry("DETOUR_EPOCH", Long.toString(w.state.durable().epoch()));
        if (commandFails) {
            throw new IllegalStateException("status 1");
        }
        application = witness.content();
        w.restarts++;
    }

    @Override
    public Optional<String> append(Event event, Transition step) {
        List<Entry> entries = step.entries();
        boolean vital = entries.stream().anyMatch(Entry::vital);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (!vital && !w.state.watch.durable()) {
            return Optional.of("not tried");
        }
        books.tries(entries);
        boolean well = well();
        try {
            store.append(w.state.durable().epoch(), entries);
        } catch (IOException e) {
            assertThat(well && well())
                    .as("SPEC §11: the disk is well, yet %s", e.getMessage())
                    .isFalse();
            return Optional.of(e.getMessage());
        }
        books.wrote(entries, w.now);
        if (step.state().durable().decision() != null) {
            witness.decided(step.state().durable().decision());
        }
        return Optional.empty();
    }

    private boolean well() {
        return w.storeWorks && disk.failAfter < 0;
    }

    @Override
    public void keep(EvidenceSnapshot evidence) {
        books.keeps(evidence);
        long failures = store.evidenceFailures();
        store.keepEvidence(Map.of(w.rules.name(), evidence));
        if (store.evidenceFailures() == failures) {
            books.kept();
        }
    }

    @Override
    public Optional<String> ailment() {
        String words = store.ailment();
        if (words.isEmpty()) {
            books.mended();
        }
        return Optional.of(words);
    }

    @Override
    public void begin(Effect.RunStep run) {
        if (run.step().equals("restart") && fate.oneIn(3)) {
            w.at(w.now.plus(w.stepTakes).plusMillis(1), () -> deafRestart(run), "deaf");
        }
        if (!run.step().equals("write-env")) {
            return;
        }
        problem = null;
        witness.begun();
        try {
            EnvFiles.Write begun = acts.begin(run.decision(), run.ensure(), fate.oneIn(10));
            write = begun;
            if (fate.oneIn(3)) {
                w.at(w.now.plus(w.stepTakes).plusMillis(1), () -> deaf(begun), "deaf");
            }
        } catch (RuntimeException e) {
            problem = e.getMessage();
        }
    }

    private void deafRestart(Effect.RunStep run) {
        if (run.decision().epoch() < w.state.durable().epoch()) {
            try {
                commandFails = false;
                acts.restart(run.decision(), run.ensure(), true);
            } catch (RuntimeException superseded) {
                w.diary.accept("a cancelled restart ends: " + superseded.getMessage());
            }
        }
    }

    /** A step that was cancelled, and only finds out when it asks. */
    private void deaf(EnvFiles.Write begun) {
        if (write == begun) {
            try {
                acts.end(begun);
            } catch (RuntimeException superseded) {
                w.diary.accept("a cancelled write-env of epoch "
                        + begun.decision().epoch() + " ends: " + superseded.getMessage());
            }
        }
    }

    @Override
    public Optional<String> work(Effect.RunStep run, boolean fails) {
        try {
            if (run.step().equals("restart")) {
                commandFails = fails;
                acts.restart(run.decision(), run.ensure(), run.resumed());
            } else if (run.step().equals("write-env") && !fails) {
                return writeEnv(run);
            }
            return fails ? Optional.of("it broke") : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> writeEnv(Effect.RunStep run) {
        if (problem != null) {
            return Optional.of(problem);
        }
        EnvFiles.Write begun = write;
        write = null;
        boolean well = well();
        try {
            acts.end(begun);
        } catch (RuntimeException e) {
            witness.failed(run.decision(), well && well());
            throw e;
        }
        witness.done(run.decision());
        return Optional.empty();
    }

    @Override
    public Optional<String> envRegion() {
        return acts.region(w.rules.regions());
    }

    @Override
    public void crash(boolean machine) {
        disk.revive();
        disk.failAfter = -1;
        w.storeWorks = true;
        write = null;
        if (machine) {
            boolean names = fate.nextBoolean();
            boolean all = fate.nextBoolean();
            disk = disk.afterPowerLoss(names, path -> all || fate.nextBoolean(), fate);
            witness = witness.on(disk);
            // It starts with the machine, and reads what is there.
            application = remote ? application : witness.content();
        }
        try {
            disk.killAfter = fate.oneIn(3) ? fate.nextInt(10) : -1;
            open(machine);
            disk.killAfter = -1;
        } catch (MemoryDisk.Killed again) {
            disk.revive();
            open(machine);
        }
    }

    @Override
    public void guarded(Runnable what) {
        try {
            what.run();
        } catch (MemoryDisk.Killed killed) {
            boolean machine = fate.oneIn(3);
            w.diary.accept("the " + (machine ? "machine dies" : "process is killed"));
            if (machine) {
                w.crashLosingNotes();
            } else {
                w.crash();
            }
            w.restart(Duration.ofSeconds(fate.nextInt(30)));
        }
    }

    /** S8, S7: once all is calm. */
    void converged() {
        Decision d = w.state.durable().decision();
        boolean back = d.to().equals(d.from()) && d.trigger() != Trigger.OPERATOR;
        // A yes may have been taken back before the file of a group that had never written one was touched.
        boolean untouched = back && witness.content() == null;
        assertThat(witness.content()).as("S8: the env file").isEqualTo(untouched ? null : EnvWitness.wanted(d));
        assertThat(disk.files(ENV.getParent()))
                .as("S7: nothing else is left")
                .isEqualTo(untouched ? List.of() : List.of(ENV));
        assertThat(store.ailment())
                .as("SPEC §11: the store mends with its disk")
                .isEmpty();
        if (back) {
            // What only went back has no step to restart with: nothing was restarted, unless by others.
            return;
        }
        boolean owed = disk.exists(DATA.resolve("restart-" + w.rules.name() + ".owed"));
        assertThat(owed).as("S8: a restart is still owed").isFalse();
        assertThat(application).as("S8: what the application read").isEqualTo(witness.content());
    }
}
