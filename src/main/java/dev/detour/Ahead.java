package dev.detour;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;

/**
 * Makes in the background, from the first moment on, what the start will ask the JVM for one after another: the MBean
 * server for the routes' MBeans; the trust store and the list of public suffixes for camel-http. Together a third of a
 * second on one core, and the start needs none of it before its end.
 */
final class Ahead {
    /** The trust store is cached only while someone holds it. */
    private static final AtomicReference<SSLContext> HELD = new AtomicReference<>();

    private Ahead() {}

    static void start() {
        var thread = new Thread(Ahead::make, "ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private static void make() {
        try {
            ManagementFactory.getPlatformMBeanServer();
            var context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            HELD.set(context);
            PublicSuffixMatcherLoader.getDefault();
        } catch (GeneralSecurityException | RuntimeException e) {
            // Who needs it will meet the same, and say so.
            HELD.set(null);
        }
    }
}
