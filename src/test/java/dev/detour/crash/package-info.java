/** The whole program, ended at the worst moments, judged by what it leaves behind. */
package dev.detour.crash;
