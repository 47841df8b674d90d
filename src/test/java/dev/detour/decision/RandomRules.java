package dev.detour.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rules by chance: small numbers, so that thresholds, windows and cooldowns meet. */
final class RandomRules {
    private static final String[] NAMES = {"NAM", "EU", "APAC", "AF"};

    private RandomRules() {}

    static GroupRules of(Luck luck) {
        Rules r = new Rules();
        r.regions = Rules.regions(Arrays.copyOf(NAMES, 1 + luck.nextInt(4)));
        for (Region region : r.regions) {
            if (luck.oneIn(4)) {
                r.role(region.name(), luck.pick(Region.Role.values()));
            }
        }
        r.mode = luck.oneIn(8) ? luck.pick(GroupRules.Mode.values()) : GroupRules.Mode.AUTO;
        r.scope = luck.oneIn(3) ? GroupRules.Scope.ACTIVE : GroupRules.Scope.ALL;
        r.interval = Duration.ofSeconds(5).plus(luck.seconds(6));
        r.timeout = Duration.ofSeconds(1).plus(luck.seconds(12));
        r.outage = luck.seconds(4).multipliedBy(10);
        r.minFailures = 1 + luck.nextInt(3);
        r.minSuccesses = 1 + luck.nextInt(3);
        r.recovery = luck.seconds(20);
        r.cooldown = luck.seconds(40);
        r.maxSwitches = 1 + luck.nextInt(3);
        r.maxSwitchesWindow = Duration.ofSeconds(60).plus(luck.seconds(600));
        r.allDown = luck.oneIn(4) ? GroupRules.AllDown.ROTATE : GroupRules.AllDown.HOLD;
        r.failback = luck.pick(GroupRules.Failback.values());
        r.failbackHold = Duration.ofSeconds(20).plus(luck.seconds(60));
        r.steps = luck.oneIn(6)
                ? Rules.steps("drain", "write-env", "restart")
                : Rules.steps("write-env", "restart", "verify");
        r.verifyTimeout = Duration.ofSeconds(20).plus(luck.seconds(40));
        r.verifyTries = luck.nextInt(3);
        r.canary = luck.nextBoolean();
        r.actDelay = luck.oneIn(4) ? luck.seconds(30) : Duration.ZERO;
        return r.build();
    }

    /** Somebody edits the configuration; not always one that can be taken. */
    static GroupRules edited(Luck luck, GroupRules now) {
        Rules r = Rules.of(now);
        for (int i = luck.nextInt(3); i >= 0; i--) {
            switch (luck.nextInt(9)) {
                case 0 -> r.outage = luck.seconds(4).multipliedBy(10);
                case 1 -> r.minFailures = 1 + luck.nextInt(3);
                case 2 -> r.interval = Duration.ofSeconds(5).plus(luck.seconds(6));
                case 3 -> r.cooldown = luck.seconds(40);
                case 4 ->
                    r.steps = luck.pick(
                            Rules.steps("write-env", "restart", "verify"),
                            Rules.steps("drain", "write-env", "restart"),
                            Rules.steps("write-env", "restart"));
                case 5 -> r.mode = luck.pick(GroupRules.Mode.values());
                case 6 -> r.scope = luck.pick(GroupRules.Scope.values());
                case 7 -> r.minSuccesses = 1 + luck.nextInt(3);
                default -> r.regions = some(luck, now);
            }
        }
        return r.build();
    }

    private static List<Region> some(Luck luck, GroupRules now) {
        List<Region> some = new ArrayList<>(Rules.regions(NAMES));
        some.removeIf(region -> luck.oneIn(4));
        some.replaceAll(r -> now.region(r.name()).orElse(r));
        return some.isEmpty() ? now.regions() : some;
    }

    static Optional<Duration> lasting(Luck luck) {
        return luck.nextBoolean() ? Optional.empty() : Optional.of(luck.seconds(60));
    }
}
