package dev.detour.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Where the answer to one request goes: an HTTP client, or a thread of this program. On the event loop only. */
interface Answering {
    /** To be filled before the first byte. */
    MultiMap headers();

    /** @param reason the reason phrase; null for the usual one */
    void status(int status, String reason);

    /** Whether the length of the body is not known beforehand. */
    void chunked();

    void write(Buffer bytes);

    /** Whether no more should be written until {@link #onDrain}. */
    boolean isFull();

    void onDrain(Handler<Void> ready);

    void end();

    /** The last bytes, or all of them: cheaper than {@link #write} and {@link #end()}. */
    void end(Buffer last);

    /** The answer broke off: the client must see that it is not whole. */
    void abort();

    /** Whether nobody waits for it any more. */
    boolean isGone();
}
