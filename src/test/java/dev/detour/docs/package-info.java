/** What is written for people is true: links lead somewhere, commands run, edits take effect. */
package dev.detour.docs;
