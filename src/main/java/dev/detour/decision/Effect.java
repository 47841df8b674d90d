package dev.detour.decision;

import java.time.Duration;
import java.util.List;

/** What the core asks the shell to do, after the transition's entries are durable, in order. */
public sealed interface Effect {

    /**
     * Ask the choose route; answer with {@link Event.Chosen}. After a second without an answer the core takes the first.
     *
     * @param ticket to be given back
     * @param eligible best first, by role and list order; never empty
     */
    record Choose(long ticket, Trigger trigger, String from, List<Region> eligible) implements Effect {}

    /**
     * Roll the dice: answer with {@link Event.DelayChosen}. Chance comes from outside, so that the core has none. After
     * a second without an answer the first step is not put off.
     *
     * @param most positive
     */
    record ChooseDelay(long epoch, Duration most) implements Effect {}

    /**
     * Run {@code direct:step-<step>}; answer with {@link Event.StepEnded}, whatever happens.
     *
     * @param attempt from 1
     */
    record RunStep(Decision decision, String step, int attempt, Occasion occasion) implements Effect {
        /** Whether what is already so may be left alone. */
        public boolean ensure() {
            return occasion != Occasion.DECIDED;
        }

        /** Whether nobody knows how far the step came before. */
        public boolean resumed() {
            return occasion == Occasion.RESUMED;
        }
    }

    /** End whatever runs for epochs up to {@code epoch}; nothing of them may take effect after the next {@link RunStep} starts. */
    record Cancel(long epoch) implements Effect {}

    /** Probe these regions without waiting for their schedule. */
    record ProbeNow(List<String> regions) implements Effect {}

    /** Tell people. */
    record Tell(Notice notice) implements Effect {}
}
