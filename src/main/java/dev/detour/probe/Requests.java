package dev.detour.probe;

import dev.detour.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** The bytes that go out: nothing but what the configuration or the route says, and what HTTP/1.1 needs. */
final class Requests {
    private static final int MAX_BODY = 1024 * 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private Requests() {}

    /** {@code asked}, addressed to exactly {@code uri}, with the configured headers over those of the route. */
    static ClassicHttpRequest compose(Settings.Probe rules, URI uri, ClassicHttpRequest asked) throws IOException {
        var request = new BasicClassicHttpRequest(asked.getMethod(), target(uri));
        request.setScheme(uri.getScheme());
        request.setHeader(HttpHeaders.HOST, authority(uri));
        request.setHeader(HttpHeaders.USER_AGENT, "Detour");
        request.setHeader(HttpHeaders.ACCEPT, "*/*");
        for (var header : asked.getHeaders()) {
            request.setHeader(header);
        }
        if (uri.getUserInfo() != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, basic(uri));
        }
        rules.headers().forEach(request::setHeader);
        request.setHeader(HttpHeaders.CONNECTION, "close");
        if (asked.getEntity() != null) {
            addEntity(request, asked.getEntity());
        }
        return request;
    }

    /** Where a redirect leads that may be followed (SPEC §3), else null. */
    static URI redirect(Settings.Probe rules, URI from, ClassicHttpRequest asked, ClassicHttpResponse head) {
        var location = head.getFirstHeader(HttpHeaders.LOCATION);
        boolean safe = asked.getMethod().equals("GET") || asked.getMethod().equals("HEAD");
        if (!rules.followRedirects() || !safe || location == null || !REDIRECTS.contains(head.getCode())) {
            return null;
        }
        try {
            var to = from.resolve(new URI(location.getValue()));
            return mayFollow(rules, from, to) ? to : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean mayFollow(Settings.Probe rules, URI from, URI to) {
        if (to.getHost() == null || to.getScheme() == null) {
            return false;
        }
        boolean secure = to.getScheme().equalsIgnoreCase("https");
        boolean wasSecure = from.getScheme().equalsIgnoreCase("https");
        if (!secure && (wasSecure || !to.getScheme().equalsIgnoreCase("http"))) {
            return false;
        }
        boolean sameHost = to.getHost().equalsIgnoreCase(from.getHost()) && Question.port(to) == Question.port(from);
        return sameHost || rules.headers().isEmpty();
    }

    /** A forward proxy wants the absolute form (RFC 9112 §3.2.2). */
    static void viaProxy(ClassicHttpRequest request, URI proxy) throws ProtocolException {
        var authority = request.getHeader(HttpHeaders.HOST).getValue();
        request.setPath("http://" + authority + request.getPath());
        authorize(request, proxy);
    }

    static ClassicHttpRequest connect(URI proxy, URI uri) {
        var hostAndPort = uri.getHost() + ":" + Question.port(uri);
        var request = new BasicClassicHttpRequest("CONNECT", hostAndPort);
        request.setHeader(HttpHeaders.HOST, hostAndPort);
        authorize(request, proxy);
        return request;
    }

    private static void authorize(ClassicHttpRequest request, URI proxy) {
        if (proxy.getUserInfo() != null) {
            request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, basic(proxy));
        }
    }

    /** RFC 7617, with what stands before the host. */
    private static String basic(URI uri) {
        return "Basic " + Base64.getEncoder().encodeToString(uri.getUserInfo().getBytes(StandardCharsets.UTF_8));
    }

    private static void addEntity(ClassicHttpRequest request, HttpEntity entity) throws IOException {
        var bytes = EntityUtils.toByteArray(entity, MAX_BODY);
        var type = entity.getContentType();
        if (type != null && !request.containsHeader(HttpHeaders.CONTENT_TYPE)) {
            request.setHeader(HttpHeaders.CONTENT_TYPE, type);
        }
        request.setHeader(HttpHeaders.CONTENT_LENGTH, bytes == null ? 0 : bytes.length);
        request.setEntity(new ByteArrayEntity(bytes == null ? new byte[0] : bytes, (ContentType) null));
    }

    private static String target(URI uri) {
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static String authority(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
}
