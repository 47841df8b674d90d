package dev.detour;

import dev.detour.cli.Cli;
import dev.detour.cli.RunWords;
import java.nio.file.Path;

/** The program: {@code java -jar detour.jar VERB}. */
public final class Detour {
    private Detour() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("rehearse")) {
            System.exit(Rehearsal.run());
        }
        var commands = new Commands(Path.of("").toAbsolutePath(), System.getenv());
        var run = RunWords.of(args);
        if (run.isPresent()) {
            Ahead.start();
            System.exit(RunWords.execute(commands, run.get(), System.err));
        }
        System.exit(new Cli(commands, System.getenv(), System.out, System.err).execute(args));
    }
}
