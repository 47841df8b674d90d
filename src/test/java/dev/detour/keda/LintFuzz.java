package dev.detour.keda;

import dev.detour.fuzz.Input;

/** Any YAML is looked at, trigger by trigger, or is malformed in words. */
public final class LintFuzz {
    private LintFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            var found = Lint.of(Input.text(input));
            Input.require(!found.isEmpty(), "found nothing, and said nothing");
            for (var one : found) {
                Input.require(one.trigger() >= 1 && !one.yields().isEmpty(), "half: " + one);
                one.problems().forEach(problem -> Input.require(!problem.isBlank(), "says nothing"));
                one.yields()
                        .forEach(
                                yield -> Input.require(yield.replicas().length() < 1000, "so many replicas: " + yield));
            }
        } catch (Malformed e) {
            Input.require(!e.getMessage().isBlank(), "says nothing");
        }
    }
}
