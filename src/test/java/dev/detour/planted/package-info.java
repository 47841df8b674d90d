/**
 * Bugs that a programmer could have made, each with the life that shows it: what proves that the random lives of {@code
 * LivesTest} see anything.
 */
package dev.detour.planted;
