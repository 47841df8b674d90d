package dev.detour;

import dev.detour.cli.Cli;
import java.nio.file.Path;

/** The program: {@code java -jar detour.jar VERB}. */
public final class Detour {
    private Detour() {}

    public static void main(String[] args) {
        var commands = new Commands(Path.of("").toAbsolutePath(), System.getenv());
        if (args.length == 1 && args[0].equals("rehearse")) {
            System.exit(Rehearsal.run(commands));
        }
        System.exit(new Cli(commands, System.getenv(), System.out, System.err).execute(args));
    }
}
