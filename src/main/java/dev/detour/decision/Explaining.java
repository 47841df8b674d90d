package dev.detour.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a group does what it does, and what it would do (SPEC §8, {@code explain}). */
final class Explaining {
    private Explaining() {}

    static Explanation explain(Turn t) {
        boolean wants = Choosing.outage(t);
        Map<Gate, GroupView.GateView> gates = Gates.holding(t);
        Optional<Region> to = target(t);
        boolean goes = wants && gates.isEmpty() && to.isPresent();
        return new Explanation(
                t.rules.name(),
                !wants ? "nothing" : goes ? "switch" : "hold",
                wants ? to.map(Region::name).orElse(null) : null,
                all(gates),
                Viewing.regions(t),
                whatIf(t));
    }

    private static Optional<Region> target(Turn t) {
        return Eligibility.best(t).stream().findFirst().or(() -> Eligibility.rotation(t));
    }

    private static List<GroupView.GateView> all(Map<Gate, GroupView.GateView> holding) {
        List<GroupView.GateView> all = new ArrayList<>();
        for (Gate gate : Gate.values()) {
            all.add(holding.getOrDefault(gate, new GroupView.GateView(gate, false, null, "")));
        }
        return all;
    }

    private static List<Explanation.WhatIf> whatIf(Turn t) {
        List<Explanation.WhatIf> answers = new ArrayList<>();
        for (Region region : t.rules.regions()) {
            RegionHealth was = t.health(region);
            t.regions.put(region.name(), was.asIfDown(t.rules, t.now));
            answers.add(new Explanation.WhatIf(region.name(), then(t)));
            t.regions.put(region.name(), was);
        }
        return answers;
    }

    private static String then(Turn t) {
        if (!Choosing.outage(t)) {
            return "nothing";
        }
        Map<Gate, GroupView.GateView> gates = Gates.holding(t);
        if (!gates.isEmpty()) {
            return "hold: " + gates.values().iterator().next().text();
        }
        return target(t).map(to -> "switch to " + to.name()).orElse("hold: no other region is known to be UP");
    }
}
