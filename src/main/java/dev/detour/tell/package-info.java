/** What people are told: notices as messages that answer the questions one has at four in the morning. */
package dev.detour.tell;
