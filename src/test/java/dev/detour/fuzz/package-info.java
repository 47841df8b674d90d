/**
 * Hostile input for whatever reads. A target is a class {@code …Fuzz} beside the parser it is for, with a static {@code
 * fuzzerTestOneInput(byte[])} that throws when a property does not hold. {@code bin/fuzz} drives it by coverage, with
 * Jazzer; the build runs the cases kept in {@code src/test/resources/dev/detour/fuzz}, a folder per target.
 */
package dev.detour.fuzz;
