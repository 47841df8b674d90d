package dev.detour.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Judges by what lies on the disk alone: the journal (read from what is written about its format), the env file, and the
 * log of the application. Shares no code with the product.
 */
final class Witness {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INITIAL = "export SHOP_HOST=nobody";

    private final Path folder;
    private final List<String> programs;
    /** What the journal said when it was last read, by epoch: it must never say otherwise later. */
    private final Map<Long, JsonNode> seen = new HashMap<>();
    /** What was read already, by its bytes. */
    private final Map<String, JsonNode> whole = new HashMap<>();

    /** @param programs what must run with the env file of the last decision */
    Witness(Path folder, List<String> programs) throws IOException {
        this.folder = folder;
        this.programs = programs;
        Files.writeString(envFile(), INITIAL);
    }

    Path envFile() {
        return folder.resolve("region.env");
    }

    /** The lines of the journal, each with seal and chain checked; one torn at the end is left out. */
    List<JsonNode> journal() throws IOException {
        var bytes = Files.readAllBytes(folder.resolve("data/journal.jsonl"));
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var entries = new ArrayList<JsonNode>();
        String prev = null;
        long seq = 0;
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            var node = whole(line);
            if (prev != null) {
                assertThat(node.path("prev").asText()).as("chain at %s", line).isEqualTo(prev);
                assertThat(node.path("seq").asLong()).as("order at %s", line).isEqualTo(++seq);
                entries.add(node.path("entry"));
                prev = node.path("crc").asText();
            } else {
                seq = node.path("seq").asLong();
                prev = node.path("prev").asText();
            }
        }
        return entries;
    }

    /** A line whose seal holds; read once, for the journal is looked at many times. */
    private JsonNode whole(String line) throws IOException {
        var known = whole.get(line);
        if (known == null) {
            var crc = new CRC32C();
            int seal = line.lastIndexOf(",\"crc\":\"");
            crc.update(line.substring(0, seal).getBytes(StandardCharsets.ISO_8859_1));
            known = JSON.readTree(line);
            assertThat(known.path("crc").asText()).as(line).isEqualTo(String.format("%08x", crc.getValue()));
            whole.put(line, known);
        }
        return known;
    }

    /** The committed decisions, in order. */
    List<JsonNode> decisions() throws IOException {
        return journal().stream()
                .filter(entry -> entry.path("event").asText().equalsIgnoreCase("decision"))
                .map(entry -> entry.path("durable").path("decision"))
                .toList();
    }

    /** The last epoch that is committed; 0 without one. */
    long epoch() throws IOException {
        return Files.exists(folder.resolve("data/journal.jsonl"))
                ? decisions().stream()
                        .mapToLong(d -> d.path("epoch").asLong())
                        .max()
                        .orElse(0)
                : 0;
    }

    /** The last word of the journal. */
    JsonNode durable() throws IOException {
        var entries = journal();
        return entries.get(entries.size() - 1).path("durable");
    }

    private static String envOf(JsonNode decision) {
        return "export SHOP_HOST=" + decision.path("target").asText() + "\nexport SHOP_REGION="
                + decision.path("to").asText() + "\nexport SHOP_EPOCH="
                + decision.path("epoch").asText();
    }

    /** What must hold at every instant: S4, S5, S7. */
    void judge() throws IOException {
        // Read first: what is found in it was committed before, and the journal is read after.
        var env = Files.readString(envFile());
        var deeds = Deed.read(folder.resolve("app.log"));
        if (!Files.exists(folder.resolve("data/journal.jsonl"))) {
            assertThat(env).isEqualTo(INITIAL);
            return;
        }
        var decisions = decisions();
        var allowed = new ArrayList<>(List.of(INITIAL));
        long last = 0;
        for (var decision : decisions) {
            assertThat(decision.path("epoch").asLong())
                    .as("S4: epochs strictly grow, one decision each: %s", decisions)
                    .isEqualTo(++last);
            assertThat(seen.computeIfAbsent(last, e -> decision))
                    .as("a committed decision stays")
                    .isEqualTo(decision);
            allowed.add(envOf(decision));
        }
        assertThat((long) seen.size()).as("no committed decision is lost").isEqualTo(last);
        assertThat(allowed).as("S7: the env file is of one committed epoch").contains(env);
        judge(deeds, allowed);
    }

    private static void judge(List<Deed> deeds, List<String> allowed) {
        var readable = allowed.stream().map(text -> text.replace('\n', ' ')).toList();
        var newest = new HashMap<String, Integer>();
        long ordered = 0;
        for (var deed : deeds) {
            if (deed.ordered()) {
                assertThat(Long.parseLong(deed.what()))
                        .as("S4, S5: a restart for an epoch that is committed, and never for an older one: %s", deeds)
                        .isBetween(ordered, allowed.size() - 1L);
                ordered = Long.parseLong(deed.what());
            } else {
                int epoch = readable.indexOf(deed.what());
                assertThat(epoch)
                        .as("S5, S7: %s read whole bytes, and never older ones: %s", deed, deeds)
                        .isGreaterThanOrEqualTo(newest.getOrDefault(deed.program(), 0));
                newest.put(deed.program(), epoch);
            }
        }
    }

    /** What must hold once the program runs again and has nothing left to do: S8. */
    void judgeSettled() throws IOException {
        judge();
        var decisions = decisions();
        var env = Files.readString(envFile());
        assertThat(env).as("S8: the env file").isEqualTo(envOf(decisions.get(decisions.size() - 1)));
        long written = Files.getLastModifiedTime(envFile()).to(TimeUnit.NANOSECONDS);
        var deeds = Deed.read(folder.resolve("app.log"));
        for (var program : programs) {
            var last = deeds.stream()
                    .filter(deed -> deed.started() && deed.program().equals(program))
                    .reduce((a, b) -> b)
                    .orElseThrow(() -> new AssertionError("S8: " + program + " was never started: " + deeds));
            assertThat(last.what()).as("S8: what %s read", program).isEqualTo(env.replace('\n', ' '));
            assertThat(last.at()).as("S8: %s started after %s", last, written).isGreaterThan(written);
            assertThat(ProcessHandle.of(last.pid())).as("%s runs", last).isPresent();
        }
    }
}
