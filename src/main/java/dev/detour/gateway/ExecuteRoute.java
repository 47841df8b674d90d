package dev.detour.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * {@code direct:execute} (SPEC §9): the gateway for any route. The variables {@code service}, {@code method} and {@code
 * path} (with a query, if there is one) say what, the body and the headers go along. Afterwards the body is the answer's
 * bytes, {@code CamelHttpResponseCode} its status, and the headers its.
 */
public final class ExecuteRoute extends RouteBuilder {
    private final Supplier<Optional<FailoverManager>> manager;

    /** @param manager asked with each call; empty while there are no services */
    public ExecuteRoute(Supplier<Optional<FailoverManager>> manager) {
        this.manager = manager;
    }

    @Override
    public void configure() {
        from("direct:execute")
                .routeId("gateway-execute")
                .routeDescription("Asks a service of the gateway.")
                .routeGroup("gateway")
                .process(this::execute);
    }

    private void execute(Exchange exchange) {
        var message = exchange.getMessage();
        var body = message.getBody(byte[].class);
        var method = variable(exchange, "method", body == null || body.length == 0 ? "GET" : "POST");
        var reply = manager.get()
                .map(asked -> asked.execute(
                        variable(exchange, "service", "default"),
                        variable(exchange, "path", "/"),
                        method,
                        Map.of(),
                        fields(message.getHeaders()),
                        body == null ? new byte[0] : body))
                .orElseGet(() -> Refusals.noServices(HttpMethod.valueOf(method)));
        CamelFields.answer(message, reply);
    }

    private static String variable(Exchange exchange, String name, String otherwise) {
        var value = exchange.getVariable(name, String.class);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** What stands for Camel itself is left out when they are passed on. */
    private static MultiMap fields(Map<String, Object> headers) {
        var fields = MultiMap.caseInsensitiveMultiMap();
        headers.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number) {
                fields.add(name, String.valueOf(value));
            }
        });
        return fields;
    }
}
