package dev.detour.datadog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Whether what an endpoint would use can be used now, without sending anything that is kept. */
public final class DatadogCheck {
    private DatadogCheck() {}

    /** Asks the site whether it knows the key. Why not, for people; empty when all is well. Takes a request's deadline. */
    public static Optional<String> key(DatadogConfiguration configuration) {
        try (var intake = intake(configuration)) {
            var answer = intake.validate();
            if (answer instanceof Answer.Again again) {
                return Optional.of(again.why());
            }
            if (answer instanceof Answer.Refused refused) {
                return Optional.of(refused.why());
            }
            return answer instanceof Answer.Taken ? Optional.empty() : Optional.of("an answer that makes no sense");
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Intake intake(DatadogConfiguration configuration) {
        Site.check(configuration);
        return new Intake(configuration);
    }

    /**
     * Looks for the agent as far as that can be seen: whether a name resolves, whether a Unix socket is a stream socket
     * where somebody accepts. UDP has no answer.
     */
    public static Optional<String> agent(DatadogConfiguration configuration) {
        AgentAddress agent;
        try {
            agent = AgentAddress.of(configuration.getAgent());
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        if (agent.resolve() instanceof UnixDomainSocketAddress unix) {
            try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(unix);
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(StatsdPost.words(agent, e));
            }
        }
        return ((InetSocketAddress) agent.resolve()).isUnresolved()
                ? Optional.of("its name cannot be resolved")
                : Optional.empty();
    }
}
