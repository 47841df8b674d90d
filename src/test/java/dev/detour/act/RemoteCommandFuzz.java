package dev.detour.act;

import dev.detour.decision.Decision;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import dev.detour.fuzz.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whatever words a command has, a real {@code sh} hands them on as they are. Words are separated by NUL. */
public final class RemoteCommandFuzz {
    private static final Decision DECISION = EnvFileFuzz.decision(
            new Region("EU", "cloud.eu.example.com", Region.Role.PREFERRED), "NAM", Trigger.OUTAGE);
    private static final Shell SHELL = shell();

    private RemoteCommandFuzz() {}

    private static Shell shell() {
        try {
            return new Shell(new Folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        List<String> words = List.of(Input.text(input).split("\0", -1));
        List<String> meant = new ArrayList<>();
        words.forEach(word -> meant.add(Placeholders.fill(word, DECISION)));
        String line = RemoteCommand.of(words, DECISION);
        String said = new String(SHELL.run("printf '%s\\0' " + line), StandardCharsets.UTF_8);
        String wanted = String.join("\0", meant) + "\0";
        Input.require(said.equals(wanted), "sh has " + said + " instead of " + wanted);
    }
}
