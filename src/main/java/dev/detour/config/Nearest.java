package dev.detour.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The nearest of some known names, for hints. */
final class Nearest {
    private Nearest() {}

    /** {@code ; did you mean x?}, or nothing when no name is near. */
    static String hint(String name, Collection<String> known) {
        return of(name, known).map(n -> "; did you mean " + n + "?").orElse("");
    }

    /** Near is: no more than a third of the letters differ, and at least one may. */
    static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(name, k) <= Math.max(1, Math.max(name.length(), k.length()) / 3))
                .min(Comparator.comparingInt(k -> distance(name, k)));
    }

    /** Levenshtein's distance, upper and lower case alike. */
    private static int distance(String first, String second) {
        int[] row = new int[second.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = same(first.charAt(i - 1), second.charAt(j - 1)) ? 0 : 1;
                int best = Math.min(diagonal + change, Math.min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = best;
            }
        }
        return row[second.length()];
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
