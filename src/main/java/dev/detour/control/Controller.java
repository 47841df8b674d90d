package dev.detour.control;

import dev.detour.decision.Decider;
import dev.detour.decision.Effect;
import dev.detour.decision.Entry;
import dev.detour.decision.Event;
import dev.detour.decision.Explanation;
import dev.detour.decision.GroupRules;
import dev.detour.decision.GroupState;
import dev.detour.decision.GroupView;
import dev.detour.decision.Reply;
import dev.detour.decision.Timeline;
import dev.detour.decision.Transition;
import dev.detour.halt.HaltPoint;
import dev.detour.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one mutable holder of a group. Every event passes here, one at a time: the core steps, what it wants remembered
 * becomes durable, the state is swapped, the effects are handed on in order.
 *
 * <p>Readers never wait: {@link #view}, {@link #explain} and {@link #epoch} work on the last swapped state.
 */
final class Controller {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private volatile GroupRules rules;
    private final Store store;
    private final Timeline timeline;
    private final Consumer<Effect> hands;
    private final Consumer<Entry> written;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile GroupState state;
    private final AtomicLong version = new AtomicLong();
    /** Whether the newest event led to anything; most ticks do not. */
    private boolean stirred;

    /**
     * @param hands takes effects in order
     * @param written sees each entry that the store has taken; like {@code hands} it must neither block nor throw, for
     *     both are called under the group's lock
     */
    Controller(
            GroupRules rules,
            GroupState state,
            Store store,
            Timeline timeline,
            Consumer<Effect> hands,
            Consumer<Entry> written) {
        this.rules = rules;
        this.state = state;
        this.store = store;
        this.timeline = timeline;
        this.hands = hands;
        this.written = written;
    }

    /**
     * Takes one event to its end: when this returns, its decision is durable and its effects are on their way. An event
     * that would break an invariant of the core is void: the group stays as it is, and says so.
     */
    Optional<Reply> handle(Event event) {
        lock.lock();
        try {
            var reply = advance(event);
            if (!(event instanceof Event.Tick) || stirred) {
                version.incrementAndGet();
            }
            return reply;
        } catch (IllegalStateException breach) {
            LOG.error("group {}: not done, it would break a rule: {} ({})", rules.name(), breach.getMessage(), event);
            return Optional.of(new Reply.Refused(
                    Reply.Why.RULES, "it would break a rule: " + breach.getMessage(), "please report this"));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Reply> advance(Event event) {
        var transition = Decider.step(rules, state, event, timeline.now());
        try {
            append(transition.entries());
        } catch (IOException e) {
            return withoutStore(event, e);
        }
        return commit(event, transition);
    }

    /**
     * What could not be made durable did not happen. The evidence in the event did: the core takes the event again,
     * now knowing that it must hold.
     */
    private Optional<Reply> withoutStore(Event event, IOException why) {
        if (durable()) {
            var unwell = new Event.StoreHealth(false, why.getMessage());
            commit(unwell, Decider.step(rules, state, unwell, timeline.now()));
        }
        var held = Decider.step(rules, state, event, timeline.now());
        if (held.entries().stream().anyMatch(Entry::vital)) {
            return Optional.of(new Reply.Refused(
                    Reply.Why.RULES, "the state cannot be written: " + why.getMessage(), "mend the data folder"));
        }
        return commit(event, held);
    }

    private void append(List<Entry> entries) throws IOException {
        if (!entries.isEmpty() && (durable() || entries.stream().anyMatch(Entry::vital))) {
            entries.forEach(entry -> HaltPoint.at("before-" + entry.event().wireName(), entry.epoch()));
            store.append(state.durable().epoch(), entries);
            entries.forEach(entry -> HaltPoint.at("after-" + entry.event().wireName(), entry.epoch()));
            entries.forEach(written);
        }
    }

    private Optional<Reply> commit(Event event, Transition transition) {
        rules = Decider.rulesAfter(rules, state, event);
        state = transition.state();
        stirred = !transition.entries().isEmpty() || !transition.effects().isEmpty();
        transition.effects().forEach(hands);
        return transition.reply();
    }

    /**
     * Looks whether the store works, whichever group found out that it does not, and whether one that failed works again;
     * to be called now and then.
     */
    void checkStore() {
        lock.lock();
        try {
            var ailment = store.ailment();
            if (durable() != ailment.isEmpty()) {
                handle(new Event.StoreHealth(ailment.isEmpty(), ailment));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the state can be made durable, as far as the core knows. */
    boolean durable() {
        return state.storeWorks();
    }

    /** Of the last durable decision; what runs for a lower one must not take effect. */
    long epoch() {
        return state.durable().epoch();
    }

    /** Grows with every event that may have changed what there is to see, after the change can be seen. */
    long version() {
        return version.get();
    }

    GroupRules rules() {
        return rules;
    }

    GroupState state() {
        return state;
    }

    GroupView view() {
        return Decider.view(rules, state, timeline.now());
    }

    Explanation explain() {
        return Decider.explain(rules, state, timeline.now());
    }
}
