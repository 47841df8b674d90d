package dev.detour.act;

import dev.detour.decision.Decision;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** How a host reaches {@code direct:restart-host} of {@code routes/fleet.camel.yaml}. Safe from any thread. */
public final class HostRoute {
    private final ProducerTemplate template;

    public HostRoute(ProducerTemplate template) {
        this.template = template;
    }

    /** Runs the route for one host to its end; throws when it failed. The variables are those of a step. */
    void restart(Host host, Decision decision) throws Exception {
        var exchange = new DefaultExchange(template.getCamelContext());
        Placeholders.values(decision).forEach(exchange::setVariable);
        exchange.getMessage().setBody(host);
        template.send("direct:restart-host", exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }
}
