package dev.detour.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** Answers from the cache. */
final class Kept {
    private Kept() {}

    static void answer(Answering to, HttpMethod method, Cache.Found.Hit hit) {
        var answer = hit.answer();
        to.status(answer.status(), null);
        var headers = to.headers();
        answer.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        headers.set(Fields.ATTEMPTS, "0").set(Fields.CACHE, hit.word());
        // RFC 9110, 8.6: neither a 204 nor, here, a 304 has a length.
        if (answer.status() != 304 && answer.status() != 204) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
        }
        if (method == HttpMethod.HEAD || answer.body().length == 0) {
            to.end();
        } else {
            to.end(Buffer.buffer(answer.body()));
        }
    }
}
