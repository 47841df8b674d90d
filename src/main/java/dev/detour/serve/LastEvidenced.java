package dev.detour.serve;

import dev.detour.decision.Outcome;
import java.util.Map;

/**
 * The last health of each region that rested on evidence, by region name, in the life of the data directory; a region
 * without any is missing. {@code DurableState.everEvidenced} is this.
 */
public interface LastEvidenced {
    Map<String, Outcome> of(String group);
}
