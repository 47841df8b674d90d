package dev.detour.serve;

import dev.detour.config.Settings;
import dev.detour.gateway.Gateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port. Camel's own server, except that it listens with our limits, and that a taken port is an error: Camel
 * only warns (measured with 4.17.0), and its server takes no limits.
 */
public final class Server extends VertxPlatformHttpServer {
    static final int MOST_BODY = 64 * 1024;
    private static final int MOST_HEAD = 16 * 1024;
    private static final int MOST_LINE = 8 * 1024;
    static final long SLOWEST_MILLIS = 10_000;
    private static final long LISTEN_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Settings.Http settings;
    private final int port;
    private final long slowestMillis;
    private HttpServer listening;
    private Vertx own;
    private volatile Entry gateway;
    private volatile Handler<HttpServerRequest> behindEntry = Entry::starting;

    private Server(VertxPlatformHttpServerConfiguration configuration, Settings.Http settings, long slowestMillis) {
        super(configuration);
        this.slowestMillis = slowestMillis;
        this.settings = settings;
        this.port = configuration.getBindPort();
    }

    /**
     * Gives the context its server, before the context starts; it listens when this returns, and answers what
     * {@link Paths} mounts at once. With {@link Settings.Http#optional} and a taken port it does not listen, with a
     * warning, and everything else is as ever. Port 0 takes a free one.
     *
     * @throws IOException when the port is taken or the address is not ours
     */
    public static Server install(CamelContext context, Settings.Http settings, Token token, Paths paths)
            throws IOException {
        return install(context, settings, token, paths, SLOWEST_MILLIS);
    }

    /** As above; a client slower than {@code slowestMillis} at its head or body is ended. */
    static Server install(CamelContext context, Settings.Http settings, Token token, Paths paths, long slowestMillis)
            throws IOException {
        var configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(settings.host());
        configuration.setBindPort(settings.port() == 0 ? free(settings) : settings.port());
        configuration.setMaxBodySize((long) MOST_BODY);
        configuration.getBodyHandler().setHandleFileUploads(false);
        context.getRegistry().bind("detourHttpServerConfiguration", configuration);
        var server = new Server(configuration, settings, slowestMillis);
        try {
            context.addService(server);
            ServiceHelper.startService(server);
        } catch (IOException e) {
            server.stopVertx();
            throw e;
        } catch (Exception e) {
            server.stopVertx();
            // Camel wraps what we threw ourselves.
            throw e.getCause() instanceof IOException ours
                    ? ours
                    : new IOException(server.where() + ": " + e.getMessage(), e);
        }
        server.mount(context, token, paths);
        return server;
    }

    private void mount(CamelContext context, Token token, Paths paths) {
        var router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        var guard = new Guard(settings.host(), settings.tlsCert().isPresent(), token);
        router.route().order(Integer.MIN_VALUE + 1).handler(guard);
        paths.mount(router, context);
        gateway = new Entry(guard);
    }

    /** Without a gateway; what asks for one is told so. */
    public void noGateway() {
        behindEntry = Entry::nothing;
    }

    /**
     * Has this answer everything below {@code /gateway/}, on the event loop and past the router: what is asked there is no
     * business of the API's rules. Until then it is answered that Detour is starting.
     */
    public void gateway(Handler<HttpServerRequest> handler) {
        behindEntry = handler;
    }

    /** Whether reading needs no token here. */
    public boolean tellsAnybody() {
        return Guard.isLoopback(settings.host());
    }

    /** The port it listens on; 0 when the API is off. */
    public int boundPort() {
        return listening == null ? 0 : listening.actualPort();
    }

    @Override
    protected Vertx createVertxInstance() {
        own = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(8)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        return own;
    }

    @Override
    protected void startServer() throws Exception {
        var router =
                VertxPlatformHttpRouter.lookup(getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(port));
        var deadlines = new Deadlines(getVertx(), slowestMillis);
        router.route().order(Integer.MIN_VALUE).handler(deadlines);
        var server = getVertx()
                .createHttpServer(options())
                .connectionHandler(connection -> {
                    Framing.watch(connection);
                    deadlines.connected(connection);
                })
                .invalidRequestHandler(Server::invalid)
                .requestHandler(request -> {
                    if (!deadlines.mayAsk(request)) {
                        return;
                    }
                    if (gateway != null && request.uri().startsWith(Gateway.START)) {
                        deadlines.leave(request);
                        gateway.handle(request, behindEntry);
                    } else {
                        router.handle(request);
                    }
                });
        try {
            var address = SocketAddress.inetSocketAddress(new InetSocketAddress(settings.host(), port));
            listening = server.listen(address)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LISTEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            var why = e.getCause() == null ? "no answer" : e.getCause().getMessage();
            var text = "cannot listen on " + where() + " (" + why
                    + "); free it, or set another detour.http.port or detour.http.host";
            if (!settings.optional()) {
                throw new IOException(text, e);
            }
            LOG.warn("The API is off: {}", text);
        }
    }

    @Override
    protected void stopServer() {
        if (listening != null) {
            await(listening.close());
            listening = null;
        }
    }

    @Override
    protected void stopVertx() {
        if (own != null) {
            await(own.close());
            own = null;
        }
    }

    /** A stop must not take longer than people wait; what is still open then ends with the process. */
    private static void await(Future<Void> stopping) {
        try {
            stopping.toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The server did not stop in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public HttpServer getServer() {
        return listening;
    }

    @Override
    public int getPort() {
        return port;
    }

    private HttpServerOptions options() {
        var options = new HttpServerOptions()
                .setMaxInitialLineLength(MOST_LINE)
                .setMaxHeaderSize(MOST_HEAD)
                .setMaxFormAttributeSize(MOST_BODY)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setDecompressionSupported(false)
                // There are no web sockets here: no handler of theirs in each connection.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        if (settings.tlsCert().isPresent() && settings.tlsKey().isPresent()) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(settings.tlsCert().get().toString())
                            .setKeyPath(settings.tlsKey().get().toString()));
        }
        return options;
    }

    /** What Netty could not read: too long, or no HTTP. Answered once and closed. */
    private static void invalid(HttpServerRequest request) {
        var cause = String.valueOf(request.decoderResult().cause().getMessage());
        Answer answer;
        if (cause.startsWith("An HTTP line is larger")) {
            answer = Answer.error(414, "the request line is longer than 8 KB", "send less");
        } else if (cause.startsWith("HTTP header is larger")) {
            answer = Answer.error(431, "the header is larger than 16 KB", "send less");
        } else {
            answer = Answer.error(400, "this is no HTTP request", "see RFC 9112");
        }
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(answer.json())
                .onComplete(sent -> request.connection().close());
    }

    private String where() {
        return settings.host() + ":" + port;
    }

    private static int free(Settings.Http settings) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(settings.host(), 0));
            return socket.getLocalPort();
        }
    }
}
