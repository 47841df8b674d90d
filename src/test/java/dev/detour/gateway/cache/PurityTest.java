package dev.detour.gateway.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The cache knows neither Vert.x nor Camel nor a clock. */
class PurityTest {
    private static final JavaClasses CACHE =
            new ClassFileImporter().importPath(Path.of("target/classes/dev/detour/gateway/cache"));

    @Test
    void dependsOnJavaAndCaffeineAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.detour.gateway.cache", "java..", "com.github.benmanes.caffeine.cache")
                .check(CACHE);
    }

    @Test
    void readsNoClockAndMakesNoThread() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .accessClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .accessClassesThat()
                .areAssignableTo(Thread.class)
                .check(CACHE);
    }
}
