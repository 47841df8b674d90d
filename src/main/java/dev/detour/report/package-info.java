/** An incident, told afterwards: one decision from the first failed probe to its verification, out of what was recorded. */
package dev.detour.report;
