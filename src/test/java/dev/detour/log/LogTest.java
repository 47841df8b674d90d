package dev.detour.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.EventKind;
import dev.detour.decision.Notice;
import dev.detour.peers.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.slf4j.LoggerFactory;

class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Property(tries = 500)
    @Fault("H13")
    void writesOneValidObjectForAnyText(@ForAll String message, @ForAll String region, @ForAll String service)
            throws IOException {
        var notice = new Notice(EventKind.DECISION, Notice.Level.INFO, "g", region, 7L, message, true);
        var event = Log4jLogEvent.newBuilder()
                .setLevel(Level.WARN)
                .setMessage(new NoticeMessage(notice, message))
                .setTimeMillis(1)
                .build();
        var line = new String(new JsonLine(service).toByteArray(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n", "\r", "\u2028", "\u0085");
        var json = JSON.readTree(line);
        assertThat(names(json))
                .containsExactly("timestamp", "level", "service", "message", "group", "region", "epoch", "event");
        assertThat(json.path("message").asText()).isEqualTo(wellFormed(message));
        assertThat(json.path("region").asText()).isEqualTo(wellFormed(region));
        assertThat(json.path("epoch").isIntegralNumber()).isTrue();
    }

    @Property(tries = 100)
    void joinsAnExceptionToTheMessage(@ForAll String text) throws IOException {
        var event = Log4jLogEvent.newBuilder()
                .setLevel(Level.FATAL)
                .setMessage(new SimpleMessage("it failed"))
                .setThrown(new IllegalStateException(text, new IOException("below")))
                .setTimeMillis(1)
                .build();
        var json = JSON.readTree(new JsonLine("s").toSerializable(event));
        assertThat(names(json)).containsExactly("timestamp", "level", "service", "message");
        assertThat(json.path("level").asText()).isEqualTo("ERROR");
        assertThat(json.path("timestamp").asText()).isEqualTo("1970-01-01T00:00:00.001Z");
        assertThat(json.path("message").asText()).startsWith("it failed: java.lang.IllegalStateException");
    }

    @Example
    void cutsWhatIsHuge() throws IOException {
        var event = Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage("\ud83d\ude00".repeat(1_000_000)))
                .build();
        var line = new JsonLine("s").toSerializable(event);
        assertThat(line).hasSizeLessThan(20_000);
        assertThat(JSON.readTree(line).path("message").asText()).endsWith("…");
    }

    @Example
    void twoThreadsWroteTheLinesInAnOrderOfTheirOwn() {
        var out = new ByteArrayOutputStream();
        Log.start(Log.Form.JSON, "svc", "INFO", out);
        var log = LoggerFactory.getLogger("dev.detour.Order");
        for (var line = 0; line < 2000; line++) {
            log.info("line {}", line);
        }
        Log.stop();
        var messages = out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst(".*\"line (\\d+)\".*", "$1"))
                .map(Integer::valueOf)
                .toList();
        assertThat(messages).hasSize(2000).isSorted();
    }

    /** A process: in this one, others' loggers keep log4j's context alive. */
    @Example
    void aGarbageCollectionBeforeTheFirstLoggerTookTheLogAway() throws Exception {
        var child = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GarbageChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        assertThat(out).contains("\"still here\"");
    }

    static final class GarbageChild {
        public static void main(String[] args) {
            Log.start(Log.Form.JSON, "svc", "INFO", System.out);
            System.gc();
            LoggerFactory.getLogger("dev.detour.Later").info("still here");
            Log.stop();
        }
    }

    @Example
    void logsDetourFromInfoAndOthersFromWarning() throws IOException {
        var out = new ByteArrayOutputStream();
        Log.start(Log.Form.JSON, "svc", "INFO", out);
        LoggerFactory.getLogger("org.apache.camel.X").info("quiet");
        LoggerFactory.getLogger("org.apache.camel.X").warn("{} is odd", "this");
        LoggerFactory.getLogger("dev.detour.X").debug("quiet");
        new EventLog(s -> s.replace("X", "EU"))
                .tell(new Notice(EventKind.REGION_UP, Notice.Level.INFO, "g", null, null, "X is up", true));
        Log.stop();
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).path("level").asText()).isEqualTo("WARNING");
        assertThat(lines.get(1))
                .endsWith(
                        "\"level\":\"INFO\",\"service\":\"svc\",\"message\":\"EU is up\",\"group\":\"g\",\"event\":\"region-up\"}");
    }

    @Example
    void theShellsOwnWarningsWereLost() throws IOException {
        var out = new ByteArrayOutputStream();
        Log.start(Log.Form.JSON, "svc", "INFO", out);
        new EventLog(s -> s).tell(new Notice(null, Notice.Level.WARNING, "g", null, null, "notify failed", false));
        Log.stop();
        var json = JSON.readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(names(json)).containsExactly("timestamp", "level", "service", "message", "group");
        assertThat(json.path("message").asText()).isEqualTo("notify failed");
    }

    @Example
    @Fault("H13")
    void writesTextForPeopleWithoutControlCharacters() {
        var out = new ByteArrayOutputStream();
        Log.start(Log.Form.TEXT, "svc", "DEBUG", out);
        new EventLog(s -> s)
                .tell(new Notice(EventKind.REGION_DOWN, Notice.Level.WARNING, "g", "NAM", 7L, "a\u001b[31mb\nc", true));
        Log.stop();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARNING g/NAM a\\?\\[31mb\\?c\n");
    }

    /** O17. */
    @Example
    @Fault("O17")
    void neverWaitsForAReaderThatStopped() throws Exception {
        var stuck = new CountDownLatch(1);
        var written = new ByteArrayOutputStream();
        Log.start(Log.Form.JSON, "svc", "INFO", blockedUntil(stuck, written));
        var log = new EventLog(s -> s);
        var began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            log.tell(new Notice(EventKind.PROBE_FAILED, Notice.Level.INFO, "g", "NAM", null, "line " + i, false));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        var stopping = System.nanoTime();
        Log.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(2));
        assertThat(Log.takeDropped()).isPositive();
        stuck.countDown();
    }

    private static OutputStream blockedUntil(CountDownLatch latch, OutputStream then) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
                then.write(bytes, from, length);
            }
        };
    }

    private static String wellFormed(String text) {
        var fixed = new StringBuilder();
        text.codePoints().forEach(c -> fixed.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
        return fixed.toString();
    }

    private static List<String> names(JsonNode json) {
        var names = new ArrayList<String>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
