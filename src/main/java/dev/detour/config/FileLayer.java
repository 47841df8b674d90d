package dev.detour.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the properties file into its layer. */
final class FileLayer {
    private final Sources sources;
    private final Layers layers;
    private final Values values;
    private final Report report;
    private final Map<String, Integer> otherLines = new HashMap<>();
    private Optional<String> text = Optional.empty();

    FileLayer(Sources sources, Layers layers, Values values, Report report) {
        this.sources = sources;
        this.layers = layers;
        this.values = values;
        this.report = report;
    }

    /** What was read; empty before, when there is no file, and when it is no text. */
    Optional<String> text() {
        return text;
    }

    /**
     * Tells whether all is well: false when there is a file, or should be one, that cannot be read, which is reported.
     *
     * @param instead what to read in the file's place
     */
    boolean read(Optional<String> instead) {
        if (instead.isPresent()) {
            text = instead;
            PropertiesFile.read(instead.get()).forEach(this::put);
            return true;
        }
        Path file = sources.file();
        if (sources.config().isEmpty() && Files.notExists(file)) {
            return true;
        }
        try {
            text = decode(Files.readAllBytes(file));
            text.ifPresent(t -> PropertiesFile.read(t).forEach(this::put));
            return text.isPresent();
        } catch (IOException e) {
            String what = Files.notExists(file) ? "there is no such file" : "the file cannot be read";
            report.problem(sources.fileName(), "", what, "name a readable properties file");
            return false;
        }
    }

    private Optional<String> decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            return Optional.of(out.flip().toString());
        }
        int line = 1;
        for (int i = 0; i < in.position(); i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        String what = "not UTF-8 (byte 0x%02X)".formatted(bytes[in.position()]);
        report.missing(Origin.file(sources.fileName(), line), "", what, "save the file as UTF-8");
        return Optional.empty();
    }

    private void put(PropertiesFile.Entry entry) {
        var value = new Value(entry.key(), entry.value(), Origin.file(sources.fileName(), entry.line()));
        if (!entry.key().startsWith("detour.")) {
            Integer earlier = otherLines.putIfAbsent(entry.key(), entry.line());
            if (earlier != null) {
                report.unnamed(value, "given twice, first in line " + earlier, "keep one");
            }
            values.putOther(entry.key(), entry.value());
            return;
        }
        Optional<Value> earlier = layers.put(value);
        if (earlier.isPresent()) {
            int line = earlier.get().origin().line();
            report.problem(value, "given twice, first in line " + line, "keep one");
        }
        entry.fault().ifPresent(fault -> report.problem(value, fault, "write \\\\ for each backslash that is meant"));
    }
}
