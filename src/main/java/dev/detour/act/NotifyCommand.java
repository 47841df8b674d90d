package dev.detour.act;

import dev.detour.config.Argv;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Runs the configured command for a notice, bean {@code detourNotify}. What is told is in the environment, {@code
 * DETOUR_TEXT} and the message's fields by name, and nowhere else: no word of it reaches a command line. Safe from any
 * thread.
 */
public final class NotifyCommand {
    private final Supplier<String> command;
    private final Supplier<Duration> timeout;

    /** @param command as configured; read anew for each notice */
    public NotifyCommand(Supplier<String> command, Supplier<Duration> timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    /**
     * @param environment added to our own
     * @throws StepFailedException when the command is missing, fails, or is ended at its deadline
     */
    public void run(Map<String, String> environment) {
        try {
            ProcessRunner.run(new ProcessRunner.Command(Argv.words(command.get()), environment, timeout.get()));
        } catch (InterruptedException e) {
            throw StepFailedException.interrupted(e);
        }
    }
}
