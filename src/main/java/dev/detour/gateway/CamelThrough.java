package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code S.via}: a request goes through a route of the user's own, which sees it and its answer, and calls {@code
 * direct:execute} in between. It waits, and so has threads of its own; bodies are whole.
 */
public final class CamelThrough implements World.Through {
    private static final Logger LOG = LoggerFactory.getLogger(CamelThrough.class);

    private final ProducerTemplate template;

    public CamelThrough(ProducerTemplate template) {
        this.template = template;
    }

    @Override
    public Reply pass(String route, String service, HttpMethod method, String rest, MultiMap headers, byte[] body) {
        var exchange = template.send("direct:" + route, asked -> {
            var message = asked.getMessage();
            asked.setVariable("service", service);
            asked.setVariable("method", method.name());
            asked.setVariable("path", rest.isEmpty() ? "/" : rest);
            headers.forEach(field -> message.setHeader(field.getKey(), field.getValue()));
            message.setBody(body.length == 0 ? null : body);
        });
        if (exchange.getException() != null) {
            LOG.warn("Route direct:{} failed for service {}", route, service, exchange.getException());
            return failed(route);
        }
        var message = exchange.getMessage();
        var fields = MultiMap.caseInsensitiveMultiMap();
        message.getHeaders().forEach((name, value) -> {
            if (value != null) {
                fields.add(name, String.valueOf(value));
            }
        });
        var passing = MultiMap.caseInsensitiveMultiMap();
        Fields.toClient(Fields.sound(fields), passing);
        for (var name : Fields.TOLD) {
            if (fields.contains(name)) {
                passing.set(name, fields.get(name));
            }
        }
        var bytes = message.getBody(byte[].class);
        var status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        return new Reply(status, passing, bytes == null ? new byte[0] : bytes);
    }

    private static Reply failed(String route) {
        var headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
        var json = "{\"error\":\"the route direct:" + route + " failed\",\"hint\":\"Detour's log says why\"}";
        return new Reply(502, headers, Buffer.buffer(json).getBytes());
    }
}
