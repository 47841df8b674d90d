package dev.detour.probe;

import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/** The client that camel-http is given: hands the request to the region's probe, which keeps the deadline. */
final class ProbeClient extends CloseableHttpClient {
    private final RegionProbe probe;

    ProbeClient(RegionProbe probe) {
        this.probe = probe;
    }

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context)
            throws IOException {
        return CloseableHttpResponse.adapt(probe.ask(request));
    }

    @Override
    public void close() {
        // Every probe closes its own connection; there is nothing between two of them.
    }

    @Override
    public void close(CloseMode mode) {
        close();
    }
}
