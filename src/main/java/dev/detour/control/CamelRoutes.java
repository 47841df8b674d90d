package dev.detour.control;

import dev.detour.decision.Effect;
import dev.detour.decision.Notice;
import dev.detour.decision.Region;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultExchange;

/**
 * Hands effects to {@code direct:effect} of {@code routes/decide.camel.yaml}, which picks the route by {@code choice}.
 * The variables are the step placeholders of SPEC §6 and our own: {@code effect}, {@code step} (or
 * {@code route}), {@code ensure}, {@code resumed}.
 */
public final class CamelRoutes implements Routes {
    private final ProducerTemplate template;
    private final Lock open;

    /** @param open held while a step or a choice is in the routes: they are not exchanged under it */
    public CamelRoutes(ProducerTemplate template, Lock open) {
        this.template = template;
        this.open = open;
    }

    @Override
    public void step(Effect.RunStep run) throws Exception {
        var decision = run.decision();
        var exchange = exchange("step", decision.group(), decision);
        exchange.setVariable("step", run.step());
        exchange.setVariable("region", decision.to());
        exchange.setVariable("target", decision.target());
        exchange.setVariable("from", decision.from() == null ? "" : decision.from());
        exchange.setVariable("epoch", decision.epoch());
        exchange.setVariable("trigger", decision.trigger().wireName());
        exchange.setVariable("reason", decision.reason());
        exchange.setVariable("attempt", run.attempt());
        exchange.setVariable("ensure", run.ensure());
        exchange.setVariable("resumed", run.resumed());
        sendUndisturbed(exchange);
    }

    @Override
    public Optional<String> choose(String group, String how, Effect.Choose choose) throws Exception {
        var exchange = exchange(
                "choose", group, choose.eligible().stream().map(Region::name).toList());
        exchange.setVariable("choose", how.startsWith("route:") ? "route" : how);
        exchange.setVariable("route", how.startsWith("route:") ? how.substring("route:".length()) : "");
        exchange.setVariable("trigger", choose.trigger().wireName());
        exchange.setVariable("from", choose.from() == null ? "" : choose.from());
        sendUndisturbed(exchange);
        return Optional.ofNullable(exchange.getMessage().getBody(String.class)).filter(name -> !name.isBlank());
    }

    /** People may be slow to tell, and an exchange of the routes does not wait for that; so it may come in between. */
    @Override
    public void tell(String name, Notice notice) throws Exception {
        try {
            send(notification(name, notice));
        } catch (DirectConsumerNotAvailableException e) {
            var missing = e.getExchange().getProperty(ExchangePropertyKey.TO_ENDPOINT, String.class);
            if (!List.of("direct://effect", "direct://notify-" + name).contains(missing)) {
                // One that the notify route asked for itself: it would tell twice.
                throw e;
            }
            sendUndisturbed(notification(name, notice));
        }
    }

    private Exchange notification(String name, Notice notice) {
        var exchange = exchange("notify", notice.group(), notice);
        exchange.setVariable("route", name);
        return exchange;
    }

    private Exchange exchange(String effect, String group, Object body) {
        var exchange = new DefaultExchange(template.getCamelContext());
        exchange.setVariable("effect", effect);
        exchange.setVariable("group", group);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private void sendUndisturbed(Exchange exchange) throws Exception {
        open.lockInterruptibly();
        try {
            send(exchange);
        } finally {
            open.unlock();
        }
    }

    private void send(Exchange exchange) throws Exception {
        template.send("direct:effect", exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }
}
