/** The fault catalogue: which test shows which row, and what came of it. */
package dev.detour.faults;
