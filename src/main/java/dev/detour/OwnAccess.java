package dev.detour;

import dev.detour.cli.Verbs.Access;
import dev.detour.config.Loaded;
import dev.detour.store.TokenFile;
import java.net.URI;
import java.util.Optional;

/** How the command line reaches the controller of its own configuration. */
final class OwnAccess {
    private OwnAccess() {}

    /** Also of one that does not hold any more, as after an edit gone wrong: the controller still runs by the old. */
    static Access of(Loaded loaded) {
        var http = loaded.http();
        return new Access(
                Optional.of(url(http.tlsCert().isPresent(), http.host(), http.port())),
                http.token().or(() -> TokenFile.peek(loaded.data())),
                http.tlsCert());
    }

    private static URI url(boolean tls, String host, int port) {
        var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        var literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create((tls ? "https" : "http") + "://" + literal + ":" + port);
    }
}
