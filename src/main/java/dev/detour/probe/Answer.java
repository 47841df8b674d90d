package dev.detour.probe;

/**
 * What an HTTP peer said.
 *
 * @param body what was read, at most {@code maxBodyBytes}; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, byte[] body) {}
