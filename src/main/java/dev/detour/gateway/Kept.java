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
        if (answer.status() == 304) {
            headers.remove("Content-Length");
            to.end();
        } else if (method == HttpMethod.HEAD) {
            to.end();
        } else {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            to.end(Buffer.buffer(answer.body()));
        }
    }
}
