package dev.detour.probe;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;

/**
 * Camel's HTTP component under names of its own, so that its settings are the probes' and nobody else's. It makes no
 * connection itself: every endpoint has the region's {@link ProbeClient}. Without a connection manager given here it
 * would load the JDK's trust store for every endpoint, plain HTTP included.
 */
final class ProbeHttpComponent {
    private static final String SCHEME = "probe-";
    private static final BasicHttpClientConnectionManager NO_CONNECTIONS = BasicHttpClientConnectionManager.create(
            RegistryBuilder.<TlsSocketStrategy>create().build());

    private ProbeHttpComponent() {}

    static void addTo(CamelContext context) {
        for (var scheme : new String[] {"http", "https"}) {
            if (context.hasComponent(SCHEME + scheme) == null) {
                var component = new HttpComponent();
                component.setClientConnectionManager(NO_CONNECTIONS);
                component.setCookieManagementDisabled(true);
                component.setSkipControlHeaders(true);
                component.setSkipResponseHeaders(true);
                component.setCopyHeaders(false);
                context.addComponent(SCHEME + scheme, component);
            }
        }
    }

    /** The endpoint for a question. Its query is left out: the client sends the configured URI byte for byte. */
    static String uri(Question question, String client) {
        var uri = question.uri();
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return SCHEME + uri.getScheme() + "://" + uri.getRawAuthority() + path
                + "?httpClient=#" + client
                + "&httpMethod=" + question.rules().method()
                + "&throwExceptionOnFailure=false&ignoreResponseBody=true";
    }
}
