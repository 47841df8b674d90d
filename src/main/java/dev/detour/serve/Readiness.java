package dev.detour.serve;

import dev.detour.control.Groups;
import dev.detour.decision.GroupView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an automatic failover could happen now (SPEC §8, {@code failover_ready}): the core's word and the outside's. */
public final class Readiness {
    /** Answers why the restarter of a group would not work now; empty when it would. Never waits for it. */
    public interface Restarter {
        Optional<String> ailment(String group);
    }

    private final Groups groups;
    private final Restarter restarter;

    public Readiness(Groups groups, Restarter restarter) {
        this.groups = groups;
        this.restarter = restarter;
    }

    /** Why not; empty when it could. */
    public List<String> reasons(GroupView view) {
        var reasons = new ArrayList<>(view.notReady());
        var effect = groups.effect(view.name());
        if (effect.path() != null && !effect.writable()) {
            reasons.add("the env file " + effect.path() + " cannot be written");
        }
        restarter.ailment(view.name()).ifPresent(reasons::add);
        return List.copyOf(reasons);
    }
}
