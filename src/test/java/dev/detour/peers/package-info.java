/** Real peers that misbehave on purpose. */
package dev.detour.peers;
