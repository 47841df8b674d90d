package dev.detour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs that the gateway is measured beside and in front of, each in a process of its own. */
final class Proxies implements AutoCloseable {
    private final Path work;
    private final List<Running> all = new ArrayList<>();

    Proxies(Path work) {
        this.work = work;
    }

    /** A program that listens. */
    record Running(String name, Process process, int port) {
        String url(String path) {
            return "http://127.0.0.1:" + port + path;
        }

        ProcessHandle handle() {
            return process.toHandle();
        }

        /** By a signal's name, to itself and its workers. */
        void signal(String name) throws IOException, InterruptedException {
            for (var one : process.toHandle().descendants().toList()) {
                send(name, one.pid());
            }
            send(name, process.pid());
        }

        private static void send(String name, long pid) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        }
    }

    /** Answers 1 KiB to everything, as cheaply as can be. */
    Running upstream() throws Exception {
        return nginx(
                "upstream", "", "location / { default_type text/plain; return 200 \"" + "z".repeat(1024) + "\"; }");
    }

    /** With connections kept, and the next upstream tried when one fails. */
    Running nginx(List<Running> upstreams, String timeout) throws Exception {
        return nginx(upstreams, timeout, "", "");
    }

    /** The same, with what was answered kept for a minute. */
    Running cachingNginx(List<Running> upstreams) throws Exception {
        var folder = Files.createTempDirectory(work, "cache");
        return nginx(
                upstreams,
                "5s",
                "proxy_cache_path " + folder + " keys_zone=kept:1m; ",
                "proxy_cache kept; proxy_cache_valid 200 60s; ");
    }

    private Running nginx(List<Running> upstreams, String timeout, String http, String location) throws Exception {
        var servers = new StringBuilder();
        for (var upstream : upstreams) {
            servers.append("server 127.0.0.1:").append(upstream.port()).append(" max_fails=3 fail_timeout=60s");
            servers.append(servers.indexOf("backup") < 0 && upstream != upstreams.get(0) ? " backup;" : ";");
        }
        return nginx(
                "nginx",
                http + "upstream up { " + servers + " keepalive 100; }",
                "location / { " + location
                        + "proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection \"\"; "
                        + "proxy_next_upstream error timeout http_500 http_502 http_503; proxy_read_timeout " + timeout
                        + "; proxy_connect_timeout " + timeout + "; }");
    }

    private Running nginx(String name, String http, String server) throws Exception {
        int port = Flask.freePort();
        var folder = Files.createTempDirectory(work, name);
        var file = folder.resolve("nginx.conf");
        Files.writeString(file, """
                %5$s worker_processes 1; daemon off; pid %1$s/pid; error_log /dev/null;
                events { worker_connections 4096; }
                http { access_log off; keepalive_requests 1000000000; client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  %2$s
                  server { listen 127.0.0.1:%3$d backlog=4096; %4$s } }
                """.formatted(folder, http, port, server, asOurselves()));
        return start(name, port, "/usr/sbin/nginx", "-p", folder.toString(), "-c", file.toString());
    }

    /** Its workers may read and write what is ours. */
    private static String asOurselves() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }

    Running haproxy(List<Running> upstreams) throws Exception {
        int port = Flask.freePort();
        var servers = new StringBuilder();
        for (var upstream : upstreams) {
            servers.append("    server s")
                    .append(upstream.port())
                    .append(" 127.0.0.1:")
                    .append(upstream.port())
                    .append(upstream == upstreams.get(0) ? "\n" : " backup\n");
        }
        var file = Files.createTempFile(work, "haproxy", ".cfg");
        Files.writeString(file, """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 30s
                    timeout server 5s
                    retry-on all-retryable-errors
                    retries 3
                    option redispatch
                    http-reuse always
                listen gateway
                    bind 127.0.0.1:%d
                %s
                """.formatted(port, servers));
        return start("haproxy", port, "/usr/sbin/haproxy", "-db", "-f", file.toString());
    }

    Optional<Running> aiohttp(Path home, List<Running> upstreams) throws Exception {
        if (new ProcessBuilder("/usr/bin/python3", "-c", "import aiohttp")
                        .start()
                        .waitFor()
                != 0) {
            System.out.println("(python3-aiohttp is not installed: left out)");
            return Optional.empty();
        }
        int port = Flask.freePort();
        var words = new ArrayList<>(List.of(
                "/usr/bin/python3", home.resolve("bench/peers/gateway.py").toString(), Integer.toString(port)));
        upstreams.forEach(upstream -> words.add(upstream.url("")));
        return Optional.of(start("aiohttp", port, words.toArray(String[]::new)));
    }

    /** Ours: everything that §9 has is on, but the cache. */
    Running detour(Path home, List<Running> upstreams, String more) throws Exception {
        int port = Flask.freePort();
        var folder = Files.createTempDirectory(work, "gateway");
        var urls = String.join(",", upstreams.stream().map(up -> up.url("")).toList());
        Files.writeString(folder.resolve("application.properties"), """
                detour.http.port=%d
                detour.gateway.shop.upstreams=%s
                detour.gateway.shop.rate=1000000/1s
                """.formatted(port, urls) + more);
        var routes = Files.createDirectories(folder.resolve("routes"));
        try (var shipped = Files.list(home.resolve("routes"))) {
            for (var file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("through.camel.yaml"), """
                - route:
                    id: through
                    from:
                      uri: platform-http
                      parameters:
                        path: /through
                      steps:
                        - removeHeaders:
                            pattern: "Camel*"
                        - to:
                            uri: "http:127.0.0.1:%d"
                            parameters:
                              bridgeEndpoint: true
                """.formatted(
                        upstreams.get(0).port()));
        var process = new ProcessBuilder(home.resolve("detour").toString(), "run")
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("log.jsonl").toFile())
                .redirectErrorStream(true)
                .start();
        return listening(new Running("Detour", process, port));
    }

    private Running start(String name, int port, String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return listening(new Running(name, process, port));
    }

    private Running listening(Running running) throws Exception {
        all.add(running);
        Flask.awaitListening(running.process(), running.port());
        return running;
    }

    @Override
    public void close() throws Exception {
        for (var one : all) {
            one.signal("CONT");
            var below = one.handle().descendants().toList();
            one.process().destroy();
            if (!one.process().waitFor(5, TimeUnit.SECONDS)) {
                one.process().destroyForcibly().waitFor();
            }
            below.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
