/** Where a crash test may end the process; nothing else. */
package dev.detour.halt;
