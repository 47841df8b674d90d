package dev.detour.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Each planted bug is killed by the life of its seed, and that life is well without it. {@code -Dplanted.search=true}
 * looks for the seeds anew and prints them, {@code -Dplanted.only=ID} for one.
 */
class PlantedBugsTest {
    private static final int LIVES = Integer.getInteger("planted.lives", 20_000);

    private static Stream<PlantedBug> bugs() {
        return PlantedBug.all().stream();
    }

    @Test
    void areEachKilledByTheirSeed() {
        // Compiling and loading takes most of the time, on as many threads as there are processors.
        List<String> wrong =
                bugs().parallel().flatMap(bug -> verdict(bug).stream()).sorted().toList();
        assertThat(wrong).isEmpty();
    }

    private static Optional<String> verdict(PlantedBug bug) {
        Optional<Throwable> without = Lives.fault(PlantedBugsTest.class.getClassLoader(), bug.seed());
        if (without.isPresent()) {
            return Optional.of(bug.id() + ": life " + bug.seed() + " fails without it: " + without.get());
        }
        return Mutant.of(bug).fault(bug.seed()).isPresent()
                ? Optional.empty()
                : Optional.of(bug + " It survives life " + bug.seed() + ".");
    }

    /** What a failing build tells is short, and fails in the same way. */
    @Test
    @SuppressWarnings("unchecked")
    void aLifeThatFailsIsShrunkToTheMomentsItNeeds() {
        PlantedBug bug = bugs().filter(b -> b.id().equals("budget-off-by-one"))
                .findFirst()
                .orElseThrow();
        Mutant mutant = Mutant.of(bug);
        Object life = Lives.life(mutant, bug.seed());
        Object least = Lives.shrunk(mutant, life);
        List<?> all = (List<?>) Lives.call(mutant, "Life", "moments", life);
        List<?> needed = (List<?>) Lives.call(mutant, "Life", "moments", least);
        assertThat(needed).hasSizeLessThanOrEqualTo(all.size() / 2);
        Optional<Throwable> fault = (Optional<Throwable>) Lives.call(mutant, "Life", "fault", least);
        assertThat(fault).get().asString().contains("S9: budget");
        assertThat((List<String>) Lives.call(mutant, "Life", "told", least))
                .anyMatch(line -> line.contains("answers DOWN from now on"))
                .anyMatch(line -> line.contains("decision (epoch "));
    }

    @Test
    void areOverFiftyOfTheCoreTheJournalAndTheSteps() {
        assertThat(bugs().map(PlantedBug::id)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(50);
        assertThat(in("decision/")).hasSizeGreaterThanOrEqualTo(30);
        assertThat(in("store/")).hasSizeGreaterThanOrEqualTo(10);
        assertThat(in("act/")).hasSizeGreaterThanOrEqualTo(8);
    }

    private static List<PlantedBug> in(String folder) {
        return bugs().filter(bug -> bug.file().startsWith(folder)).toList();
    }

    @Test
    @EnabledIfSystemProperty(named = "planted.search", matches = "true")
    void theirSeeds() {
        String one = System.getProperty("planted.only", "");
        bugs().filter(bug -> one.isEmpty() || bug.id().equals(one)).parallel().forEach(bug -> {
            Mutant mutant = Mutant.of(bug);
            // Only one life in ten has a journal and an env file.
            int step = bug.file().startsWith("decision/") ? 1 : 10;
            Optional<Long> first = LongStream.iterate(step == 1 ? 1 : 7, seed -> seed + step)
                    .limit(LIVES / step)
                    .boxed()
                    .filter(seed -> mutant.fault(seed).isPresent())
                    .findFirst();
            System.out.println(
                    "# " + bug.id() + " (seed " + first.map(String::valueOf).orElse("none in " + LIVES) + ")");
        });
    }
}
