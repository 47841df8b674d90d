package dev.detour.decision;

import dev.detour.decision.GroupRules.AllDown;
import dev.detour.decision.GroupRules.Failback;
import dev.detour.decision.GroupRules.FailureRatio;
import dev.detour.decision.GroupRules.Mode;
import dev.detour.decision.GroupRules.OnFailure;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.GroupRules.StepRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rules for tests: the product's defaults, and what a test changes of them. */
final class Rules {
    Mode mode = Mode.AUTO;
    Scope scope = Scope.ALL;
    List<Region> regions = regions("NAM", "EU", "APAC");
    Duration interval = Duration.ofSeconds(10);
    Duration timeout = Duration.ofSeconds(5);
    Duration outage = Duration.ofMinutes(4);
    int minFailures = 3;
    Optional<FailureRatio> failureRatio = Optional.empty();
    Duration recovery = Duration.ofMinutes(1);
    int minSuccesses = 3;
    Duration cooldown = Duration.ofMinutes(4);
    int maxSwitches = 3;
    Duration maxSwitchesWindow = Duration.ofHours(1);
    AllDown allDown = AllDown.HOLD;
    Failback failback = Failback.MANUAL;
    Duration failbackHold = Duration.ofMinutes(30);
    List<StepRule> steps = steps("write-env", "restart", "verify");
    Duration verifyTimeout = Duration.ofMinutes(2);
    int verifyTries = 2;
    boolean canary;
    Duration actDelay = Duration.ZERO;

    /** What is in force, to be changed. */
    static Rules of(GroupRules rules) {
        Rules r = new Rules();
        r.mode = rules.mode();
        r.scope = rules.scope();
        r.regions = rules.regions();
        r.interval = rules.interval();
        r.timeout = rules.timeout();
        r.outage = rules.outage();
        r.minFailures = rules.minFailures();
        r.failureRatio = rules.failureRatio();
        r.recovery = rules.recovery();
        r.minSuccesses = rules.minSuccesses();
        r.cooldown = rules.cooldown();
        r.maxSwitches = rules.maxSwitches();
        r.maxSwitchesWindow = rules.maxSwitchesWindow();
        r.allDown = rules.allDown();
        r.failback = rules.failback();
        r.failbackHold = rules.failbackHold();
        r.steps = rules.steps();
        r.verifyTimeout = rules.verifyTimeout();
        r.verifyTries = rules.verifyTries();
        r.canary = rules.canary();
        return r;
    }

    static List<Region> regions(String... names) {
        List<Region> all = new ArrayList<>();
        for (String name : names) {
            all.add(new Region(
                    name, "cloud." + name.toLowerCase(java.util.Locale.ROOT) + ".ext.com", Region.Role.PREFERRED));
        }
        return all;
    }

    static List<StepRule> steps(String... names) {
        List<StepRule> all = new ArrayList<>();
        for (String name : names) {
            all.add(new StepRule(name, Duration.ofSeconds(60), 2, OnFailure.ABORT));
        }
        return all;
    }

    Rules role(String name, Region.Role role) {
        regions = regions.stream()
                .map(r -> r.name().equals(name) ? new Region(name, r.target(), role) : r)
                .toList();
        return this;
    }

    GroupRules build() {
        return new GroupRules(
                "ext-cloud",
                mode,
                scope,
                regions,
                interval,
                timeout,
                outage,
                minFailures,
                failureRatio,
                recovery,
                minSuccesses,
                cooldown,
                maxSwitches,
                maxSwitchesWindow,
                allDown,
                "order",
                failback,
                failbackHold,
                steps,
                verifyTimeout,
                verifyTries,
                canary,
                actDelay);
    }
}
