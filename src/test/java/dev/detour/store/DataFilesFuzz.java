package dev.detour.store;

import dev.detour.fuzz.Folder;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The smaller files of a data directory. Evidence that was not written so is ignored with a reason, and a sealed one is
 * read or refused; a token file gives a token that could be guessed by nobody, or is refused by name; a line of the probe
 * log is a run that can be played, or unreadable.
 */
public final class DataFilesFuzz {
    private static final Folder FOLDER = new Folder();
    private static final Path EVIDENCE = Path.of("/data/evidence.json");

    private DataFilesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        evidence(input);
        boolean object = input.length > 1 && input[input.length - 1] == '}';
        if (object) {
            evidence(Frame.seal(input));
        }
        token(input);
        Input.text(input).lines().forEach(DataFilesFuzz::run);
    }

    private static void evidence(byte[] bytes) {
        try {
            var kept = EvidenceFile.read(new MemoryDisk(Map.of(EVIDENCE, bytes)), EVIDENCE);
            Input.require(
                    kept.isPresent()
                            && kept.get().groups() != null
                            && kept.get().at() != null,
                    "half read");
        } catch (IOException e) {
            Input.require(e.getMessage() != null && !e.getMessage().isBlank(), "no reason");
        }
    }

    private static void token(byte[] bytes) throws IOException {
        FOLDER.write("token", bytes);
        try {
            String token = TokenFile.loadOrCreate(FOLDER.path());
            Input.require(
                    token.length() >= 16 && token.chars().allMatch(c -> c > ' ' && c < 0x7f), "a token: " + token);
            String there = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            Input.require(there.equals(token), "another token than is there");
            Input.require(TokenFile.peek(FOLDER.path()).orElse("").equals(token), "clients see another");
        } catch (DataException e) {
            Input.require(e.getMessage().startsWith(FOLDER.path().resolve("token") + ": "), e.getMessage());
        }
    }

    private static void run(String line) {
        try {
            RecordedRun.read(line).ifPresent(run -> {
                for (long n : new long[] {0, run.count() / 2, run.count() - 1}) {
                    var probe = run.probe(n);
                    Input.require(
                            !run.endOf(n).isBefore(run.at()) && !run.endOf(n).isAfter(run.until()), "outside");
                    Input.require(!probe.endedAt().isBefore(probe.startedAt()), "ends before it begins");
                }
            });
        } catch (RecordedRun.Unreadable e) {
            Input.require(!e.getMessage().isBlank(), "no reason");
        }
    }
}
