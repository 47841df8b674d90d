package dev.detour.act;

import dev.detour.config.Settings;
import dev.detour.decision.Decision;
import dev.detour.decision.GroupRules;
import dev.detour.decision.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps {@code write-env} and {@code restart} of a group with a restart command, as their routes do them, on any file
 * system. Only the command itself is played.
 */
public final class ActsOnDisk {
    /** What the restart command does. */
    public interface Application {
        /** @throws RuntimeException when it fails */
        void restart(Map<String, String> environment);
    }

    private final Settings.EnvFile file;
    private final EnvFiles envFiles;
    private final Restarter restarter;

    public ActsOnDisk(Path env, Path data, GroupRules rules, EpochGuard guard, Application application) {
        file = ActFixtures.seedFile(env);
        Settings settings = settings(data, rules);
        envFiles = new EnvFiles(() -> settings, guard);
        restarter = new Restarter(() -> settings, envFiles, guard, Systemctl.OF_SYSTEM, (command, id, started) -> {
            started.run();
            application.restart(command.environment());
            return new ProcessRunner.Result(0, new byte[0]);
        });
    }

    private Settings settings(Path data, GroupRules rules) {
        Settings.Restart command = new Settings.Restart.Exec(List.of("restart", "{region}"));
        Settings like = ActFixtures.settings(file, command, Duration.ofSeconds(60));
        Settings.Group g = like.groups().get(0);
        return new Settings(
                like.http(),
                data,
                like.routes(),
                like.service(),
                like.heartbeat(),
                List.of(new Settings.Group(
                        rules,
                        g.probe(),
                        g.canary(),
                        g.envFile(),
                        g.restart(),
                        g.notifyRoutes(),
                        g.outageLine(),
                        g.throughput())),
                like.startRegion(),
                like.services());
    }

    /**
     * The first half of {@code write-env}: what is left when it is cut off here is a temp file.
     *
     * @param twice whether the file component appends twice, as after a redelivery
     */
    public EnvFiles.Write begin(Decision decision, boolean ensure, boolean twice) {
        EnvFiles.Write write = envFiles.prepare(decision, Boolean.toString(ensure));
        if (write.needed()) {
            try {
                // As the file component does it: appended to what was prepared.
                Path temp = file.path().getFileSystem().getPath("/" + write.temp());
                Files.write(temp, write.content(), StandardOpenOption.APPEND);
                if (twice) {
                    Files.write(temp, write.content(), StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                envFiles.abandon(write, e);
            }
        }
        return write;
    }

    /** The second half. */
    public void end(EnvFiles.Write write) {
        if (write.needed()) {
            try {
                envFiles.commit(write);
            } catch (RuntimeException e) {
                envFiles.abandon(write, e);
            }
        }
    }

    public void restart(Decision decision, boolean ensure, boolean resumed) {
        if (restarter.commandNeeded(decision, Boolean.toString(ensure), Boolean.toString(resumed))) {
            restarter.run(decision, restarter.command(decision));
        }
    }

    public Optional<String> region(List<Region> regions) {
        return EnvFiles.envRegion(file, regions);
    }
}
