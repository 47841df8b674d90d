package dev.detour.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rows of the fault catalogue that a test shows, such as {@code N1}. They stand in {@code
 * src/test/resources/dev/detour/faults/catalogue.txt}; {@code ./mvnw verify -Pfaults} writes what came of them into
 * {@code doc/faults.md}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Fault {
    String[] value();
}
