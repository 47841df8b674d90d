package dev.detour.gateway;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** An answer as a Camel message, and back. */
final class CamelFields {
    private CamelFields() {}

    static void answer(Message message, Reply reply) {
        message.removeHeaders("*");
        reply.headers().forEach(field -> {
            if (!field.getKey().equalsIgnoreCase("Content-Length")) {
                message.setHeader(field.getKey(), field.getValue());
            }
        });
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
        message.setBody(reply.body());
    }
}
