import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An upstream to try the gateway with: java Upstream.java PORT NAME */
class Upstream {
    public static void main(String[] args) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var server = HttpServer.create(address, 100);
        server.createContext("/", exchange -> {
            System.out.println(args[1] + ": " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            var body = ("answered by " + args[1] + "\n").getBytes();
            var head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }
}
