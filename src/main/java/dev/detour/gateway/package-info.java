/**
 * The gateway (SPEC §9): HTTP requests that survive their upstreams. All of it runs on the one event loop of the server,
 * which nothing blocks, and needs no lock; lookups of names and the routes of the user's own have threads, since they wait.
 */
package dev.detour.gateway;
