package dev.detour.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The checker's own books on automatic switches: where they may go, how soon, and how often (S1, S2, S3, S9, S12). */
final class Switches {
    private final World w;
    private final Ledger ledger;
    private final List<Instant> chains = new ArrayList<>();
    private final Map<String, Instant> left = new HashMap<>();
    private final Set<Long> restarting = new HashSet<>();
    private Instant lastSwitch;
    int automatic;

    Switches(World w, Ledger ledger) {
        this.w = w;
        this.ledger = ledger;
    }

    /** A switch ended, or people made one: from here on the cooldown counts. */
    void ended() {
        lastSwitch = w.now;
    }

    void rearmed() {
        chains.clear();
        lastSwitch = null;
    }

    void beginsToRestart(long epoch) {
        restarting.add(epoch);
    }

    boolean hasLeft(Region region) {
        return left.containsKey(region.name());
    }

    /** One that was durable when the process died, before anybody saw it. */
    void found(Decision d) {
        if (d.to().equals(d.from()) && d.trigger() != Trigger.VERIFY_FAILED && !chains.isEmpty()) {
            chains.remove(chains.size() - 1);
        }
        left.put(String.valueOf(d.from()), w.now);
    }

    void automatic(DurableState was, Decision d, GroupRules rules, boolean canarySaysOnline) {
        automatic++;
        boolean back = d.to().equals(d.from());
        boolean abandons = back || !d.from().equals(was.active());
        assertThat(abandons && restarting.contains(was.epoch()))
                .as("SPEC §6: abandoned after its restart began: %s", d)
                .isFalse();
        if (back) {
            if (!chains.isEmpty() && d.trigger() != Trigger.VERIFY_FAILED) {
                chains.remove(chains.size() - 1);
            }
            return;
        }
        boolean another = !d.from().equals(was.active());
        boolean rotates = d.reason().contains("the next of the list");
        Region to = rules.region(d.to()).orElseThrow();
        assertThat(to.role()).as("S1: never").isNotEqualTo(Region.Role.NEVER);
        assertThat(d.to()).as("S1: not active").isNotEqualTo(was.active());
        if (rotates) {
            assertThat(rules.allDown()).as("S1").isEqualTo(GroupRules.AllDown.ROTATE);
            assertThat(!rules.canary() || canarySaysOnline)
                    .as("S3: rotates only with a good canary")
                    .isTrue();
        } else {
            assertThat(ledger.fresh(d.to(), Outcome.UP, Checker.freshness(rules), w.now))
                    .as(
                            "S1, S3: %s was not UP and fresh at %s: %s",
                            d.to(), w.now, ledger.of(d.to()).newest())
                    .isTrue();
            assertThat(ledger.of(d.to()).provenUp)
                    .as("S1: %s never was UP", d.to())
                    .isTrue();
        }
        if (d.trigger() == Trigger.FAILBACK && another) {
            assertThat(ledger.fresh(d.from(), Outcome.UP, Checker.freshness(rules), w.now)
                            && ledger.of(d.from()).streak.size() > rules.minSuccesses()
                            && ledger.of(d.from())
                                    .streak
                                    .get(0)
                                    .endedAt()
                                    .plus(rules.recovery())
                                    .isBefore(w.now))
                    .as("SPEC §6: an abandoned failback leaves %s, which serves", d.from())
                    .isFalse();
        }
        if (d.trigger() == Trigger.FAILBACK && !another) {
            failback(was, d, rules);
        }
        if (d.trigger() == Trigger.OUTAGE && !another) {
            outage(d, rules, rotates);
        }
        if (d.trigger() != Trigger.VERIFY_FAILED && !another) {
            budget(d, rules);
            left.put(d.from(), w.now);
        } else if (d.trigger() == Trigger.VERIFY_FAILED && !another) {
            assertThat(was.chain()).as("SPEC §6: tries").isLessThan(rules.verifyTries());
            assertThat(was.failedInChain())
                    .as("SPEC §6: it failed in this chain")
                    .doesNotContain(d.to());
            left.put(d.from(), w.now);
        }
    }

    private void failback(DurableState was, Decision d, GroupRules rules) {
        Region to = rules.region(d.to()).orElseThrow();
        Region from = rules.region(was.active()).orElseThrow();
        boolean earlier = rules.regions().indexOf(to) < rules.regions().indexOf(from);
        int role = to.role().compareTo(from.role());
        assertThat(role < 0 || role == 0 && earlier)
                .as("S12: back to a better one")
                .isTrue();
        assertThat(ledger.of(d.to()).firstUp.plus(rules.failbackHold()))
                .as("SPEC §3: UP for failback-hold")
                .isBeforeOrEqualTo(w.now);
        Instant windowStart = w.now.minus(rules.maxSwitchesWindow());
        assertThat(chains.stream().filter(c -> c.isAfter(windowStart)).count() + 1)
                .as("SPEC §3: a failback never takes the last switch")
                .isLessThan(rules.maxSwitches());
    }

    private void outage(Decision d, GroupRules rules, boolean rotates) {
        Ledger.Page page = ledger.of(d.from());
        assertThat(page.newest()).as("S2: no evidence against %s", d.from()).isNotNull();
        assertThat(page.newest().outcome()).as("S2: newest").isEqualTo(Outcome.DOWN);
        Instant first = page.streak.get(0).endedAt();
        assertThat(page.streak.size()).as("S2: count").isGreaterThanOrEqualTo(rules.minFailures());
        assertThat(Duration.between(
                        page.streak.get(0).startedAt(), page.newest().endedAt()))
                .as("S2: span")
                .isGreaterThanOrEqualTo(rules.outage());
        assertThat(page.newest().endedAt().plus(Checker.freshness(rules)))
                .as("S11: fresh")
                .isAfterOrEqualTo(w.now);
        if (!rotates) {
            assertThat(ledger.of(d.to()).newest().endedAt()).as("S3: proof").isAfter(first);
        }
    }

    private void budget(Decision d, GroupRules rules) {
        if (lastSwitch != null) {
            assertThat(Duration.between(lastSwitch, w.now))
                    .as("S9: cooldown before %s", d)
                    .isGreaterThanOrEqualTo(rules.cooldown());
        }
        Instant from = w.now.minus(rules.maxSwitchesWindow());
        chains.removeIf(c -> !c.isAfter(from));
        assertThat(chains.size()).as("S9: budget before %s", d).isLessThan(rules.maxSwitches());
        chains.add(w.now);
    }
}
