package dev.detour.control;

import java.util.Set;

/**
 * What an edit of the configuration means to one group.
 *
 * @param changed regions that are asked in another way from now on, and whose evidence therefore starts anew
 * @param canary whether the same is true of the canaries
 * @param what the edit in a few words, for the history
 */
public record GroupEdit(Set<String> changed, boolean canary, String what) {
    public GroupEdit {
        changed = Set.copyOf(changed);
    }
}
