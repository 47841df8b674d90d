package dev.detour.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.detour.gateway.Gateway;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's part that speaks of the gateway (SPEC §9); who may ask is the guard's affair. */
public final class GatewayPath {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayPath.class);
    private static final List<String> STATES = List.of("open", "closed", "auto");
    private static final Set<String> FIELDS = Set.of("upstream", "state", "reason");
    private static final int LONGEST = 200;

    private final Gateway gateway;

    public GatewayPath(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Puts it on a server that has its guard already. */
    public void mount(CamelContext context, int port) {
        var router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        router.route("/api/v1/gateway")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(ctx -> Http.json(ctx, Answer.ok(gateway.view())));
        router.post("/api/v1/gateway/:service/breaker")
                .handler(BodyHandler.create(false).setBodyLimit(Server.MOST_BODY))
                .handler(this::order);
    }

    private void order(RoutingContext ctx) {
        try {
            Http.json(ctx, ordered(ctx));
        } catch (Refusal e) {
            Http.refuse(ctx, e.answer());
        }
    }

    /** @throws Refusal 400 or 404 */
    private Answer ordered(RoutingContext ctx) {
        var service = ctx.pathParam("service");
        var json = read(ctx);
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new Refusal(
                        400,
                        "unknown field \"" + Texts.shown(name) + "\"",
                        "the fields are " + String.join(", ", new TreeSet<>(FIELDS)));
            }
        });
        var state = text(json, "state", "\"open\"");
        if (!STATES.contains(state)) {
            throw new Refusal(400, "\"state\" is none of " + String.join(", ", STATES), "such as \"open\"");
        }
        if (gateway.view(service).isEmpty()) {
            throw new Refusal(
                    404,
                    "there is no service \"" + Texts.shown(service) + "\"",
                    "the services are " + String.join(", ", gateway.names()));
        }
        var upstream = text(json, "upstream", "\"https://a.example.com\"");
        if (!gateway.order(service, upstream, state)) {
            throw new Refusal(
                    404,
                    "service " + service + " has no upstream \"" + Texts.shown(upstream) + "\"",
                    "GET /api/v1/gateway names them");
        }
        var by = ctx.request().getHeader("X-Detour-By");
        LOG.info(
                "Breaker of {} of service {} set to {} by {}",
                upstream,
                service,
                state,
                by == null ? "api" : Texts.oneLine(by, LONGEST));
        return Answer.ok(new Ordered(service, upstream, state));
    }

    record Ordered(String service, String upstream, String state) {}

    private static JsonNode read(RoutingContext ctx) {
        var body = ctx.body().buffer();
        try {
            var json = Json.read(body == null || body.length() == 0 ? new byte[] {'{', '}'} : body.getBytes());
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            LOG.debug("no JSON", e);
        } catch (IOException e) {
            LOG.debug("no UTF-8", e);
        }
        throw new Refusal(
                400, "the body is no JSON object", "send {\"upstream\":\"https://a.example.com\",\"state\":\"open\"}");
    }

    private static String text(JsonNode json, String name, String example) {
        var value = json.get(name);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw new Refusal(
                    400, "\"" + name + "\" is missing, or no text", "send {\"" + name + "\":" + example + "}");
        }
        return value.textValue();
    }
}
