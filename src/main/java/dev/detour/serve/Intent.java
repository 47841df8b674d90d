package dev.detour.serve;

import dev.detour.decision.Event;
import dev.detour.decision.GroupView;
import dev.detour.decision.Trigger;
import java.util.Optional;

/**
 * The decision that a granted request leads to, as a dry run tells it before there is one (SPEC §5, Operator).
 *
 * @param from null before the first decision
 */
record Intent(Trigger trigger, String from, String to) {
    /**
     * @param group as it was when it was asked
     * @return empty for a request that moves nothing
     */
    static Optional<Intent> of(Event.Operator request, GroupView group) {
        if (request instanceof Event.Switch s) {
            return moving(group, s.region());
        }
        if (request instanceof Event.Pin p && !p.region().equals(group.active())) {
            return moving(group, p.region());
        }
        if (request instanceof Event.Reapply) {
            return moving(group, group.active());
        }
        if (request instanceof Event.Approve) {
            return Optional.ofNullable(group.proposal())
                    .map(proposed -> new Intent(proposed.trigger(), group.active(), proposed.to()));
        }
        return Optional.empty();
    }

    private static Optional<Intent> moving(GroupView group, String to) {
        return Optional.of(new Intent(Trigger.OPERATOR, group.active(), to));
    }
}
