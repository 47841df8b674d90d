package dev.detour.control;

import dev.detour.config.Settings;
import dev.detour.decision.Decision;
import dev.detour.decision.Entry;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.decision.Region;
import dev.detour.decision.Trigger;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sentence of the External Cloud Failover Handler that monitors match: once per outage switch, naming the host
 * that failed. A candidate that was given up before the restart leads to another decision of the same switch; that
 * one is silent.
 */
final class OutageLine {
    private final Supplier<Settings.Group> settings;
    private Decision last;

    OutageLine(Supplier<Settings.Group> settings, Decision last) {
        this.settings = settings;
        this.last = last;
    }

    synchronized Optional<Notice> of(Entry entry) {
        var decision = entry.durable().decision();
        if (!entry.decides()) {
            return Optional.empty();
        }
        var before = last;
        last = decision;
        var group = settings.get();
        if (decision.trigger() != Trigger.OUTAGE || group.outageLine().isEmpty() || goesOn(before, decision)) {
            return Optional.empty();
        }
        var failed = group.rules().region(decision.from()).map(Region::target).orElse(decision.from());
        return Optional.of(new Notice(
                EventKind.DECISION,
                Notice.Level.WARNING,
                group.name(),
                decision.to(),
                decision.epoch(),
                group.outageLine().get().replace("{target}", failed),
                false));
    }

    private static boolean goesOn(Decision before, Decision decision) {
        return before != null
                && before.trigger() == Trigger.OUTAGE
                && !before.goesBack()
                && before.epoch() == decision.epoch() - 1
                && before.from().equals(decision.from());
    }
}
