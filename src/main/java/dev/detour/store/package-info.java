/**
 * Where decisions are made durable.
 *
 * <p>The directory, its owner's only:
 *
 * <ul>
 *   <li>{@code journal.jsonl}, schema 1. Line 1: {@code {"schema":1,"seq":S,"prev":"…","carried":[…],"crc":"…"}}. Every
 *       further line is an entry: {@code {"seq":S+1,"at":{"timeline","bootId","uptimeNanos","wall"},"entry":{"group",…,
 *       "durable":{…}},"prev":"…","crc":"…"}}, its {@code seq} one more than the line before. {@code crc} is the CRC32C,
 *       in lower-case hex, of the line's bytes before {@code ,"crc"}; {@code prev} is the {@code crc} of the line before.
 *       In line 1, {@code seq} and {@code prev} are those of the last line that was compacted away (0 and 00000000 in a
 *       new journal), {@code carried} the last line of each group that has none further on.
 *   <li>{@code mark}: two slots, at 0 and at 4096, {@code {"schema":1,"generation":n,"seq":n,"checksum":"…","crc":"…"}},
 *       padded with blanks. The one of the higher generation names the last line that was forced.
 *   <li>{@code evidence.json}: one line, sealed likewise; of use to a quick restart only.
 *   <li>{@code lock}: held by the process whose id is in it.
 *   <li>{@code probes-YYYY-MM-DD.jsonl}: the probe log, not sealed.
 *   <li>{@code restart-<group>.owed}: that a group's restart command must still succeed; see the package {@code act}.
 *   <li>{@code restart-<group>.hosts}: which hosts of a fleet had the restart of which epoch; likewise.
 *   <li>{@code last-good.json}: the configuration that last took effect; see the package {@code reload}.
 *   <li>{@code token}: what state-changing calls need.
 *   <li>{@code *.new}: the beginnings of one of these. Those of journal, mark and evidence are deleted at the next opening,
 *       any other when its file is next written.
 * </ul>
 *
 * <p>What holds at opening, or it is refused: every line up to the mark's, and the mark's line has the mark's checksum.
 * Behind it, the first line that does not hold and all after it are dropped, with a notice: they were never reported as
 * durable.
 */
package dev.detour.store;
