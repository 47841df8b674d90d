package dev.detour.serve;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The regions of the demo, which its page breaks and mends, and its application. Nothing but the demo has any. Safe from
 * any thread.
 */
public interface DemoRegions {
    /** Whether each is broken, by name, best first. */
    Map<String, Boolean> broken();

    /** What the application says of itself; empty while it is being restarted. May take a second. */
    Optional<Application> application();

    record Application(String region, long pid) {}

    /** Makes a known region go dark; breaking a broken one changes nothing. */
    void breakDown(String region);

    /** Brings a known region back; mending a sound one changes nothing. */
    void mend(String region) throws IOException;
}
