package dev.detour.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The application that depends on the regions: reads the env file when it starts, says so in a log, and runs on. */
final class Application {
    private final Path folder;

    Application(Path folder) throws IOException {
        this.folder = folder;
        // One write for a line, so that lines of two processes never mix.
        Files.writeString(folder.resolve("app.sh"), """
                cd FOLDER
                content=$(tr '\\n' ' ' < region.env)
                echo "$(date +%s%N) started $$ $1 $content" >> app.log
                exec sleep 600
                """.replace("FOLDER", folder.toString()));
        Files.writeString(folder.resolve("restart.sh"), """
                cd FOLDER
                echo "$(date +%s%N) restart $$ app $DETOUR_EPOCH" >> app.log
                [ ! -f app.pid ] || kill "$(cat app.pid)" 2>/dev/null
                sh app.sh app </dev/null >/dev/null 2>&1 &
                echo $! > app.pid
                until grep -q " started $! " app.log; do sleep 0.02; done
                """.replace("FOLDER", folder.toString()));
    }

    Path log() {
        return folder.resolve("app.log");
    }

    String restartCommand() {
        return "/bin/sh " + folder.resolve("restart.sh");
    }

    /** For a supervisord: the command of one program. */
    String command(String program) {
        return "/bin/sh " + folder.resolve("app.sh") + " " + program;
    }

    /** Ends what restart commands left running. */
    void end() throws IOException {
        for (var deed : Deed.read(log())) {
            if (deed.started()) {
                ProcessHandle.of(deed.pid())
                        .filter(p -> p.info().commandLine().orElse("").endsWith("sleep 600"))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
