package dev.detour;

import dev.detour.cli.Verbs.Access;
import dev.detour.config.Loaded;
import dev.detour.config.Settings;
import dev.detour.config.Sources;
import dev.detour.store.TokenFile;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Optional;

/** How the command line reaches the controller of its own configuration. */
final class OwnAccess {
    private OwnAccess() {}

    static Access of(Settings settings) {
        var http = settings.http();
        return new Access(
                url(http.tlsCert().isPresent(), http.host(), http.port()),
                http.token().or(() -> TokenFile.peek(settings.data())));
    }

    /** Of a configuration that does not hold any more, as after an edit gone wrong: the controller still runs by the old. */
    static Access of(Loaded loaded, Sources sources) {
        var values = new LinkedHashMap<String, String>();
        loaded.effective().forEach(value -> values.put(value.key(), value.value()));
        var port = values.getOrDefault("detour.http.port", "");
        var url = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535
                ? url(
                        values.containsKey("detour.http.tls-cert"),
                        values.getOrDefault("detour.http.host", "127.0.0.1"),
                        Integer.parseInt(port))
                : Optional.<URI>empty();
        var data = sources.home().resolve(values.getOrDefault("detour.data", "data"));
        return new Access(url, TokenFile.peek(data));
    }

    private static Optional<URI> url(boolean tls, String host, int port) {
        var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        var literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return Optional.of(URI.create((tls ? "https" : "http") + "://" + literal + ":" + port));
    }
}
