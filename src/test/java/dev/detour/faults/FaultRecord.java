package dev.detour.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What came of one test for one row.
 *
 * @param id of the row; null for a test of no row, which is recorded only when it failed
 * @param fault the row's text; null without a row
 * @param why what a failed test said, or why one did not run; null when it passed
 */
record FaultRecord(String id, String fault, String test, Result result, long millis, String why) {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Result {
        PASSED,
        FAILED,
        NOT_RUN
    }

    String toLine() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static FaultRecord ofLine(String line) {
        try {
            return JSON.readValue(line, FaultRecord.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a record: " + line, e);
        }
    }
}
