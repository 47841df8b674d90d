package dev.detour.act;

import dev.detour.fuzz.Answering;
import dev.detour.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Any bytes that a supervisord answers with, over a real connection, are programs, or an {@link IOException}. What does not
 * begin with a status line is given one.
 */
public final class SupervisordFuzz {
    private static final Answering PEER = peer();
    private static final byte[] HEAD = "HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private SupervisordFuzz() {}

    private static Answering peer() {
        try {
            return new Answering();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Call {
        void make(Supervisord supervisord) throws IOException, InterruptedException;
    }

    public static void fuzzerTestOneInput(byte[] input) throws InterruptedException {
        PEER.says(Input.text(input).startsWith("HTTP/") ? input : whole(input));
        call(supervisord -> check(supervisord.program("app")));
        call(supervisord -> supervisord.programs().forEach(SupervisordFuzz::check));
        call(supervisord -> Input.require(!supervisord.patience("app").isNegative(), "patience below nothing"));
        call(supervisord -> supervisord.start("app"));
    }

    private static byte[] whole(byte[] body) {
        byte[] whole = Arrays.copyOf(HEAD, HEAD.length + body.length);
        System.arraycopy(body, 0, whole, HEAD.length, body.length);
        return whole;
    }

    private static void call(Call call) throws InterruptedException {
        try {
            call.make(new Supervisord(URI.create("http://127.0.0.1:" + PEER.port())));
        } catch (IOException e) {
            String words = Supervisord.words(e);
            Input.require(!words.isBlank() && words.chars().noneMatch(Character::isISOControl), "in words: " + words);
        }
    }

    private static void check(Supervisord.Program program) {
        Input.require(program.state() != null && program.pid() >= 0, "no program: " + program);
        Input.require(program.words().chars().noneMatch(Character::isISOControl), "control signs: " + program);
    }
}
