package dev.detour.control;

import dev.detour.decision.Effect;
import dev.detour.decision.Notice;
import java.util.Optional;

/** The routes as the hands know them. Each call ends when its route does. */
public interface Routes {
    /** Runs {@code direct:step-<name>}; throws what the route threw. */
    void step(Effect.RunStep step) throws Exception;

    /**
     * Asks the choose route.
     *
     * @param how the group's {@code choose}
     */
    Optional<String> choose(String group, String how, Effect.Choose choose) throws Exception;

    /** Calls {@code direct:notify-<name>}. */
    void tell(String name, Notice notice) throws Exception;
}
