/**
 * The gateway's response cache: which answers may be kept and for whom, by RFC 9111. Pure: nothing here waits, reads a
 * clock or knows what carries the messages.
 */
package dev.detour.gateway.cache;
