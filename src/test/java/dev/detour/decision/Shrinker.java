package dev.detour.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a failing life short: leaves out runs of its moments, or makes them quiet, as long as it fails in the same way
 * (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002).
 */
final class Shrinker {
    private static final Pattern INVARIANT = Pattern.compile("\\b[SL]\\d+\\b[^:\\n]*|SPEC §[^:]*");

    private final String name;
    private Life life;

    private Shrinker(Life life, Throwable fault) {
        this.life = life;
        this.name = name(fault);
    }

    /** A life that fails as this one does; the same when it does not fail. */
    static Life shrunk(Life life) {
        Optional<Throwable> fault = life.fault();
        return fault.map(f -> new Shrinker(life, f).shrunk()).orElse(life);
    }

    /** By which two faults are taken for the same: the invariant, else the first words. */
    static String name(Throwable fault) {
        String words = String.valueOf(fault.getMessage());
        Matcher invariant = INVARIANT.matcher(words);
        return invariant.find() ? invariant.group() : words.substring(0, Math.min(words.length(), 20));
    }

    private Life shrunk() {
        for (int length = life.moments().size(); length > 0; length = shorter(length)) {
            for (int at = 0; at < life.moments().size(); ) {
                // What is left out moves the next here.
                at += leaveOut(at, length) ? 0 : length;
            }
        }
        for (int at = 0; at < life.moments().size(); at++) {
            quiet(at);
        }
        return life;
    }

    private static int shorter(int length) {
        return length / 2;
    }

    private boolean leaveOut(int at, int length) {
        List<Life.Moment> rest = new ArrayList<>(life.moments());
        rest.subList(at, Math.min(rest.size(), at + length)).clear();
        return take(life.with(rest));
    }

    private void quiet(int at) {
        List<Life.Moment> same = new ArrayList<>(life.moments());
        same.set(at, new Life.Moment(same.get(at).number(), true));
        take(life.with(same));
    }

    private boolean take(Life other) {
        boolean same = other.fault().filter(f -> name(f).equals(name)).isPresent();
        if (same) {
            life = other;
        }
        return same;
    }

    /** What a failing build prints. */
    static String report(Life failing) {
        Life least = shrunk(failing);
        String words = least.fault().map(String::valueOf).orElse("it did not fail a second time");
        return """
                %s

                What of life %d is needed for it, in %d of its %d moments:
                %s

                Live it again: ./mvnw test -Dtest=LivesTest -Ddetour.seed=%d
                """.formatted(
                        words,
                        failing.seed(),
                        least.moments().size(),
                        failing.moments().size(),
                        String.join("\n", least.told()),
                        failing.seed());
    }
}
