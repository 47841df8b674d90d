package dev.detour.serve;

/** An HTTP answer: its status and its JSON. */
public record Answer(int status, String json) {
    static Answer ok(Object value) {
        return new Answer(200, Json.write(value));
    }

    static Answer error(int status, String error, String hint) {
        return new Answer(status, Json.write(new Failure(error, hint)));
    }

    /** The shape of every error that the API answers (SPEC §8). */
    record Failure(String error, String hint) {}
}
