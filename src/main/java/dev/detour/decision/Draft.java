package dev.detour.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@link DurableState} being rewritten during one {@link Turn}; never leaves it. */
final class Draft {
    long epoch;
    String active;
    Decision decision;
    List<DurableState.StepProgress> steps;
    boolean verified;
    boolean verifyFailed;
    int chain;
    List<String> failedInChain;
    List<Instant> switches;
    Instant lastSwitchEnd;
    int cooldownFactor;
    boolean budgetSpent;
    Map<String, Instant> leftAt;
    Map<String, Integer> failbackFactor;
    Instant lastFailbackAt;
    boolean operatorChose;
    DurableState.Paused paused;
    DurableState.Pinned pinned;
    private Map<String, Outcome> everEvidenced;
    String startRegion;

    Draft(DurableState d) {
        epoch = d.epoch();
        active = d.active();
        decision = d.decision();
        steps = new ArrayList<>(d.steps());
        verified = d.verified();
        verifyFailed = d.verifyFailed();
        chain = d.chain();
        failedInChain = new ArrayList<>(d.failedInChain());
        switches = new ArrayList<>(d.switches());
        lastSwitchEnd = d.lastSwitchEnd();
        cooldownFactor = d.cooldownFactor();
        budgetSpent = d.budgetSpent();
        leftAt = new HashMap<>(d.leftAt());
        failbackFactor = new HashMap<>(d.failbackFactor());
        lastFailbackAt = d.lastFailbackAt();
        operatorChose = d.operatorChose();
        paused = d.paused();
        pinned = d.pinned();
        everEvidenced = d.everEvidenced();
        startRegion = d.startRegion();
    }

    /** What a region was last found to be; copies only for news, for it is called at every probe. */
    void evidenced(String region, Outcome health) {
        if (everEvidenced.get(region) != health) {
            everEvidenced = new HashMap<>(everEvidenced);
            everEvidenced.put(region, health);
        }
    }

    /** Of these regions only something stays known. */
    void forgetOthers(Set<String> known) {
        everEvidenced = new HashMap<>(everEvidenced);
        everEvidenced.keySet().retainAll(known);
    }

    DurableState freeze() {
        return new DurableState(
                epoch,
                active,
                decision,
                steps,
                verified,
                verifyFailed,
                chain,
                failedInChain,
                switches,
                lastSwitchEnd,
                cooldownFactor,
                budgetSpent,
                leftAt,
                failbackFactor,
                lastFailbackAt,
                operatorChose,
                paused,
                pinned,
                everEvidenced,
                startRegion);
    }
}
