package dev.detour;

import dev.detour.control.Groups;
import dev.detour.control.SystemTimeline;
import dev.detour.decision.GroupView;
import dev.detour.gateway.CamelThrough;
import dev.detour.gateway.FailoverManager;
import dev.detour.gateway.Gateway;
import dev.detour.gateway.ServiceCache;
import dev.detour.gateway.World;
import dev.detour.serve.GatewayPath;
import dev.detour.serve.Metrics;
import dev.detour.serve.Server;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** The gateway and its doors, made and joined by hand; only once there is a service. */
record GatewayWiring(CamelContext context, Server server, SystemTimeline timeline, Metrics metrics, Groups groups) {
    Gateway make() {
        var world = new World(
                server.getVertx(),
                timeline,
                metrics.registry(),
                new Active(groups),
                service -> new ServiceCache(service, timeline),
                new CamelThrough(context.createProducerTemplate()));
        var gateway = new Gateway(world, server.tellsAnybody());
        context.getRegistry().bind("failoverManager", new FailoverManager(gateway));
        new GatewayPath(gateway).mount(context, server.getPort());
        server.gateway(gateway);
        return gateway;
    }

    /** The active regions, as the controllers have them. */
    private record Active(Groups groups) implements World.Followed {
        @Override
        public long version(String group) {
            return groups.version(group);
        }

        @Override
        public Optional<String> active(String group) {
            return groups.view(group).map(GroupView::active);
        }
    }
}
