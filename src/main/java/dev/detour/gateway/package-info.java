/**
 * The gateway (SPEC §9): HTTP requests that survive their upstreams. All of it runs on the one event loop of the server;
 * nothing here blocks, and nothing needs a lock.
 */
package dev.detour.gateway;
