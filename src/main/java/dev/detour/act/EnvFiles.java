package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.config.Settings.EnvFile;
import dev.detour.config.Settings.Restart;
import dev.detour.decision.Decision;
import dev.detour.decision.Region;
import dev.detour.halt.HaltPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The step {@code write-env}, bean {@code detourEnv}: {@link #prepare}, then Camel's file component fills the temp file,
 * then {@link #commit}; {@link #abandon} on any error. At every instant the env file is the whole bytes of one committed
 * epoch, or what it was before (DESIGN S7). Safe from any thread.
 */
public final class EnvFiles {
    private final Supplier<Settings> settings;
    private final EpochGuard guard;
    private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

    public EnvFiles(Supplier<Settings> settings, EpochGuard guard) {
        this.settings = settings;
        this.guard = guard;
    }

    /**
     * What is to be written.
     *
     * @param decision what it is written for
     * @param needed false when the group has no env file, or it holds these bytes already
     * @param temp path of the temp file without the leading slash: what the file component takes below {@code /}
     * @param owing whether only the file itself will tell that the group's command must run
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Write(Decision decision, boolean needed, String temp, byte[] content, boolean owing) {
        static Write nothing(Decision decision) {
            return new Write(decision, false, "", new byte[0], false);
        }
    }

    /**
     * Checks the place, removes what earlier writes left and makes an empty temp file that only we can read.
     *
     * @param ensure {@code true} for a look whether the decision still holds: the journal does not say then that a restart
     *     is to follow
     * @throws StepFailedException when the file must not, or cannot, be written; nothing has changed then
     */
    public Write prepare(Decision decision, String ensure) {
        Optional<EnvFile> configured = envFile(decision.group());
        if (configured.isEmpty()) {
            return Write.nothing(decision);
        }
        byte[] content = EnvContent.of(configured.get(), decision);
        EnvPlace place = new EnvPlace(configured.get().path());
        ReentrantLock lock = lock(place);
        try {
            guard.require(decision.group(), decision.epoch());
            place.check();
            place.removeTemps();
            if (place.holds(content)) {
                place.syncDirectory();
                return Write.nothing(decision);
            }
            Path temp = place.createTemp(decision.epoch());
            HaltPoint.at("temp-created", decision.epoch());
            return new Write(
                    decision,
                    true,
                    temp.toString().substring(1),
                    content,
                    Boolean.parseBoolean(ensure) && owes(decision.group()));
        } catch (IOException e) {
            throw failed(place, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the temp file the env file: fsync, mode and owner of the old one, atomic rename, directory fsync. Under the
     * file's lock, which a newer decision's write takes too, the epoch must still be current.
     */
    public void commit(Write write) {
        Decision decision = write.decision();
        EnvPlace place = new EnvPlace(envFile(decision.group()).orElseThrow().path());
        ReentrantLock lock = lock(place);
        try {
            place.check();
            Path temp = place.temp(decision.epoch());
            HaltPoint.at("temp-written", decision.epoch());
            place.seal(temp, write.content());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            guard.require(decision.group(), decision.epoch());
            HaltPoint.at("before-rename", decision.epoch());
            if (write.owing()) {
                // Before the rename: the next start finds nothing to write, and must run the command all the same.
                debt(decision.group()).owe();
            }
            place.replace(temp, () -> HaltPoint.at("after-rename", decision.epoch()));
        } catch (IOException e) {
            throw failed(place, e);
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the temp file of this epoch and throws what went wrong, in words. */
    public void abandon(Write write, Throwable cause) {
        Decision decision = write.decision();
        EnvPlace place = new EnvPlace(envFile(decision.group()).orElseThrow().path());
        ReentrantLock lock = lock(place);
        try {
            Files.deleteIfExists(place.temp(decision.epoch()));
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            lock.unlock();
        }
        throw failed(place, cause);
    }

    /** The others see by the file's time whether a restart is to follow, and never pay. */
    private boolean owes(String group) {
        Restart restart = settings.get().restart(group);
        return restart instanceof Restart.Exec || restart instanceof Restart.Ssh;
    }

    private RestartDebt debt(String group) {
        return new RestartDebt(settings.get().data(), group);
    }

    /** Whether the group's file holds what the decision wants; true for a group without one. */
    public boolean matches(Decision decision) {
        return envFile(decision.group())
                .map(file -> {
                    try {
                        return new EnvPlace(file.path()).holds(EnvContent.of(file, decision));
                    } catch (IOException | StepFailedException e) {
                        return false;
                    }
                })
                .orElse(true);
    }

    /** The bytes that the decision wants; empty for a group without a file. */
    Optional<byte[]> content(Decision decision) {
        return envFile(decision.group()).map(file -> EnvContent.of(file, decision));
    }

    public Optional<Path> path(String group) {
        return envFile(group).map(EnvFile::path);
    }

    /** When the group's file was last modified, by the wall clock; empty when there is none. */
    public Optional<Instant> modified(String group) {
        return envFile(group).flatMap(file -> new EnvPlace(file.path()).modified());
    }

    /** Why the group's file could not be written now; empty when it could, or the group has none. */
    public Optional<String> ailment(String group) {
        return envFile(group).flatMap(file -> {
            EnvPlace place = new EnvPlace(file.path());
            try {
                place.check();
                return Files.isWritable(place.directory())
                        ? Optional.empty()
                        : Optional.of("directory " + place.directory() + " is not writable");
            } catch (IOException | StepFailedException e) {
                return Optional.of(failed(place, e).getMessage());
            }
        });
    }

    /**
     * The region that an existing file names, for adoption at start; empty when there is no file, when it cannot be read
     * or names none of these regions.
     */
    public static Optional<String> envRegion(EnvFile file, List<Region> regions) {
        try {
            byte[] bytes = new EnvPlace(file.path()).read();
            return EnvContent.region(file, new String(bytes, StandardCharsets.UTF_8), regions);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<EnvFile> envFile(String group) {
        return settings.get().group(group).flatMap(Settings.Group::envFile);
    }

    private ReentrantLock lock(EnvPlace place) {
        ReentrantLock lock = locks.computeIfAbsent(place.file(), p -> new ReentrantLock());
        lock.lock();
        return lock;
    }

    private static StepFailedException failed(EnvPlace place, Throwable cause) {
        return cause instanceof StepFailedException known
                ? known
                : new StepFailedException(
                        "env file " + place.file() + " could not be written: " + Reason.of(cause), cause);
    }
}
