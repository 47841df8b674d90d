package dev.detour.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Gathers an answer for a caller within the program, who wants it whole; at most 64 MB of it. */
final class Gathering implements Answering {
    private static final int MOST = 64 << 20;

    private final CompletableFuture<Reply> answer;
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final Buffer body = Buffer.buffer();
    private int status = 200;

    Gathering(CompletableFuture<Reply> answer) {
        this.answer = answer;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public void status(int code, String reason) {
        status = code;
    }

    @Override
    public void chunked() {}

    @Override
    public void write(Buffer bytes) {
        if (body.length() + bytes.length() > MOST) {
            answer.completeExceptionally(new IOException("the answer is longer than 64 MB"));
        } else if (!answer.isDone()) {
            body.appendBuffer(bytes);
        }
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void onDrain(Handler<Void> ready) {}

    @Override
    public void end() {
        answer.complete(new Reply(status, headers, body.getBytes()));
    }

    @Override
    public void end(Buffer last) {
        write(last);
        end();
    }

    @Override
    public void abort() {
        answer.completeExceptionally(new IOException("the answer broke off"));
    }

    void tooLate() {
        answer.completeExceptionally(new IOException("the answer did not end in time"));
    }

    void whenDone(Runnable then) {
        answer.whenComplete((reply, cause) -> then.run());
    }

    @Override
    public boolean isGone() {
        return answer.isDone();
    }
}
