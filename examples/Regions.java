import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Plays regions on loopback for the examples: {@code java Regions.java EU=127.0.0.1:9101 US=127.0.0.1:9102}. Each says
 * its name with status 200; while there is a file {@code EU.down} in the working directory, EU answers 503. What is
 * posted is appended to {@code EU.told}. With {@code --tls FILE} before them it speaks TLS with the key of that PKCS12
 * file, whose password is {@code changeit}.
 */
final class Regions {
    public static void main(String[] args) throws Exception {
        SSLContext tls = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--tls")) {
                tls = context(Path.of(args[++i]));
            } else {
                var parts = args[i].split("[=:]");
                start(parts[0], new InetSocketAddress(parts[1], Integer.parseInt(parts[2])), tls);
            }
        }
    }

    private static void start(String name, InetSocketAddress where, SSLContext tls) throws Exception {
        var server = tls == null ? HttpServer.create(where, 0) : HttpsServer.create(where, 0);
        if (server instanceof HttpsServer secure) {
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        }
        server.createContext("/", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("POST")) {
                Files.writeString(
                        Path.of(name + ".told"),
                        exchange.getRequestURI() + " " + new String(body, StandardCharsets.UTF_8) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            var down = Files.exists(Path.of(name + ".down"));
            var answer = (name + (down ? " is down\n" : "\n")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(down ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    private static SSLContext context(Path file) throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
