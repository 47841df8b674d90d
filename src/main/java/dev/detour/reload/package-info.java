/**
 * Edits of the configuration and of the routes while the program runs (SPEC §3, Reload): noticed by content, tried out
 * whole in a context that runs nothing, then exchanged, or refused with file, line and reason.
 */
package dev.detour.reload;
