/**
 * A Camel component for Datadog, {@code datadog:logs}, {@code datadog:events} and {@code datadog:metrics}: what people look
 * for under the name camel-datadog, and Camel 4.17 does not have. Depends on Camel, Apache HttpClient and Jackson, and on
 * nothing of Detour: it can be lifted out as it is.
 *
 * <p>Whoever sends never waits: entries lie in a bounded {@link dev.detour.datadog.Outbox} until a thread of their endpoint
 * has delivered them, in order. Source of the limits: docs.datadoghq.com, "Send logs", "Post an event", "DogStatsD datagram
 * format".
 */
package dev.detour.datadog;
