package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import dev.detour.decision.Via;
import java.net.InetAddress;
import java.net.URI;

/** Asks once, with everything that the routes use but Camel. */
final class OneProbe implements AutoCloseable {
    private final Asker asker;

    OneProbe() {
        this(InetAddress::getAllByName);
    }

    OneProbe(Resolver.Lookup lookup) {
        asker = new Asker(Rules.timeline(), lookup);
    }

    ProbeResult ask(URI uri, Rules rules) {
        return ask(uri, rules, Via.PROBE_URL);
    }

    ProbeResult ask(URI uri, Rules rules, Via via) {
        var probe = rules.probe();
        var question = new Question("g", "EU", via, uri, probe, new TlsTrust(probe.tls()));
        var startedAt = asker.now();
        var attempt = asker.begin(probe.timeout());
        return asker.result(question, asker.ask(question, attempt), attempt, startedAt);
    }

    @Override
    public void close() {
        asker.close();
    }
}
