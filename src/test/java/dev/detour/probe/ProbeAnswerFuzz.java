package dev.detour.probe;

import dev.detour.decision.Outcome;
import dev.detour.fuzz.Answering;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/**
 * Any bytes that a region answers a probe with, over a real connection, are a verdict with one plain line of words; UP only
 * with an accepted status line among them.
 */
public final class ProbeAnswerFuzz {
    private static final Answering PEER = peer();
    private static final OneProbe PROBE = new OneProbe();

    private ProbeAnswerFuzz() {}

    private static Answering peer() {
        try {
            return new Answering();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        PEER.says(input);
        var url = URI.create("http://127.0.0.1:" + PEER.port() + "/");
        var result = PROBE.ask(url, new Rules());
        Input.require(
                result.text().chars().noneMatch(Character::isISOControl)
                        && result.text().length() < 300,
                "no plain line: " + result.text());
        Input.require(result.outcome() != Outcome.UNKNOWN, "says nothing of the region: " + result);
        boolean accepted = Input.text(input).matches("(?s).*HTTP/[+0-9.]+[ \\t]+2[0-9][0-9].*");
        Input.require(result.outcome() != Outcome.UP || accepted, "UP by " + Input.text(input));
    }
}
