package dev.detour.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.detour.decision.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One line of the journal. Its members stand in this order, {@code crc} last; see {@link Frame}.
 *
 * @param seq from 1, without gaps
 * @param prev the checksum of the line before
 */
@JsonIgnoreProperties("crc")
record Line(long seq, Stamp at, Entry entry, String prev) {
    Line {
        Objects.requireNonNull(at);
        Objects.requireNonNull(entry);
        Objects.requireNonNull(prev);
    }

    /**
     * Non-ASCII is escaped, so that any text can be written, half surrogates included. Absent means null. Instants are
     * RFC 3339 with all their nanoseconds.
     */
    static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    byte[] encode() throws IOException {
        return Frame.seal(JSON.writeValueAsBytes(this));
    }

    Store.Stored stored() {
        return new Store.Stored(seq, at.wall(), entry);
    }

    /**
     * Where a line lies in the bytes it was read from, and as much of it as the chain and the fold need: the rest is
     * decoded when someone asks.
     *
     * @param to behind its newline
     */
    record Raw(long seq, String group, String prev, String checksum, byte[] bytes, int from, int to) {
        private static final int PREV = ",\"prev\":\"".length();
        private static final int SEALED_PREV = ",\"prev\":\"00000000\",\"crc\":\"00000000\"}".length();

        /** Reads the line in {@code [from, to)}, newline excluded, whose seal was found to hold. */
        static Raw of(byte[] bytes, int from, int to, String checksum) throws IOException {
            try (var parser = JSON.createParser(bytes, from, to - from)) {
                parser.nextToken();
                long seq = "seq".equals(parser.nextFieldName()) ? parser.nextLongValue(-1) : -1;
                if (!"at".equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("no line of a journal");
                }
                parser.skipChildren();
                var inEntry = "entry".equals(parser.nextFieldName())
                        && parser.nextToken() == JsonToken.START_OBJECT
                        && "group".equals(parser.nextFieldName());
                var group = inEntry ? parser.nextTextValue() : null;
                if (group == null || to - from < SEALED_PREV) {
                    throw new IOException("no line of a journal");
                }
                int prev = to - SEALED_PREV + PREV;
                return new Raw(
                        seq,
                        group,
                        new String(bytes, prev, 8, StandardCharsets.ISO_8859_1),
                        checksum,
                        bytes,
                        from,
                        to + 1);
            }
        }

        Line decode() throws IOException {
            return JSON.readValue(bytes, from, to - from, Line.class);
        }
    }
}
