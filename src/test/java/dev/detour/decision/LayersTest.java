package dev.detour.decision;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The core is pure: it knows itself and a few plain parts of Java. */
class LayersTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.detour.decision");

    @Test
    void dependsOnNothingButPlainJava() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "belong to the core or to java.lang, java.time, java.util", LayersTest::plain))
                .check(CORE);
    }

    private static boolean plain(JavaClass c) {
        String name = c.getBaseComponentType().getPackageName();
        return c.getBaseComponentType().isPrimitive()
                || name.equals("dev.detour.decision")
                || name.equals("java.lang")
                || name.equals("java.lang.invoke")
                || name.equals("java.lang.runtime")
                || name.equals("java.time")
                || name.equals("java.util")
                || name.equals("java.util.function")
                || name.equals("java.util.stream");
    }

    @Test
    void hasNoClockNoChanceAndNoThread() {
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
                .areAssignableTo(InstantSource.class)
                .orShould()
                .accessClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .accessClassesThat()
                .areAssignableTo(Thread.class)
                .check(CORE);
    }
}
