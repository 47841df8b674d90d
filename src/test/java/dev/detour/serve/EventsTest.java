package dev.detour.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.detour.decision.GroupView;
import dev.detour.peers.EventReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LiveServer live;

    @BeforeEach
    void start() throws Exception {
        live = new LiveServer(LiveServer.settings("127.0.0.1"), Server.SLOWEST_MILLIS, 200);
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void beginsWithTheStatusOfEachGroupAsTheApiAnswersIt() throws Exception {
        live.groups.names = List.of("ext-cloud", "shop");
        try (var reader = listen()) {
            assertThat(reader.header("Content-Type")).isEqualTo("text/event-stream");
            var shop = reader.await(event -> event.data().contains("\"name\":\"shop\""));
            assertThat(shop.name()).isEqualTo("status");
            assertThat(shop.id()).isEqualTo("20");
            assertThat(shop.data()).isEqualTo(live.get("/api/v1/groups/shop").body());
            assertThat(reader.events).hasSize(2);
        }
    }

    @Test
    void tellsAChangeOnceToEveryone() throws Exception {
        try (var one = listen();
                var other = listen()) {
            one.await(event -> event.name().equals("status"));
            other.await(event -> event.name().equals("status"));
            live.groups.state = GroupView.State.OUTAGE;
            var seen = one.await(event -> event.data().contains("\"state\":\"outage\""));
            assertThat(other.await(event -> event.data().contains("\"state\":\"outage\"")))
                    .isEqualTo(seen);
            live.groups.state = GroupView.State.STEADY;
            one.await(event -> one.events.size() == 3);
            assertThat(one.events).hasSize(3);
        }
    }

    @Test
    void tellsAnEntryAsTheHistoryDoesAndBeforeTheStatusThatItLedTo() throws Exception {
        try (var reader = listen()) {
            reader.await(event -> event.name().equals("status"));
            live.groups.newest = 22;
            live.groups.state = GroupView.State.ACTING;
            var status = reader.await(event -> event.data().contains("\"state\":\"acting\""));
            assertThat(status.id()).isEqualTo("22");
            assertThat(reader.named("journal"))
                    .extracting(EventReader.Event::id)
                    .containsExactly("21", "22");
            var history = JSON.readTree(
                    live.get("/api/v1/groups/ext-cloud/history?limit=1").body());
            assertThat(JSON.readTree(reader.named("journal").get(1).data())).isEqualTo(history.get(0));
            assertThat(reader.events.indexOf(status))
                    .isGreaterThan(reader.events.indexOf(reader.named("journal").get(1)));
        }
    }

    @Test
    void tellsOneWhoComesBackWhatItMissed() throws Exception {
        try (var reader = listen("Last-Event-ID", "17")) {
            reader.await(event -> event.name().equals("status"));
            assertThat(reader.events).extracting(EventReader.Event::id).containsExactly("18", "19", "20", "20");
        }
        live.groups.newest = 5000;
        try (var late = listen("Last-Event-ID", "20")) {
            late.await(event -> event.name().equals("status"));
            assertThat(late.named("journal"))
                    .extracting(event -> Long.valueOf(event.id()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(4001, 5000).boxed().toList());
        }
    }

    @Test
    void beginsAnewWithOneWhoKnowsMoreThanThereIs() throws Exception {
        try (var reader = listen("Last-Event-ID", "900")) {
            assertThat(reader.await(event -> true).id()).isEqualTo("20");
            live.groups.newest = 21;
            assertThat(reader.await(event -> event.name().equals("journal")).id())
                    .isEqualTo("21");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999", "1;2"})
    void refusesABadId(String id) throws Exception {
        var answer = live.get("/api/v1/events", "Last-Event-ID", id);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\\\"Last-Event-ID\\\" must be a whole number");
    }

    @Test
    void keepsAQuietStreamAlive() throws Exception {
        try (var reader = listen()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> reader.comments.size() >= 3);
            assertThat(reader.comments).containsOnly("still here");
            assertThat(reader.events).hasSize(1);
        }
    }

    @Test
    void owesAClientThatDoesNotReadNoMoreThanTheNewest() throws Exception {
        try (var reader = listen();
                var stuck = deaf()) {
            reader.await(event -> event.name().equals("status"));
            // More than the sockets hold, which is some 4 MB.
            for (int i = 1; i <= 12; i++) {
                var mark = "verdict " + i + " ";
                live.groups.verdict = mark + "x".repeat(1_000_000);
                reader.await(event -> event.data().contains(mark));
            }
            await().atMost(Duration.ofSeconds(20)).until(stuck::endedByServer);
            assertThat(stuck.read()).isLessThan(9_000_000);
            assertThat(reader.events.size()).isGreaterThanOrEqualTo(13);
        }
    }

    @Test
    void answersAHeadWithoutAStream() throws Exception {
        var head = live.send("HEAD", "/api/v1/events", null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    }

    @Test
    void asksForTheTokenWhereReadingDoes() throws Exception {
        try (var outside = new LiveServer("0.0.0.0")) {
            assertThat(outside.get("/api/v1/events").statusCode()).isEqualTo(401);
            try (var reader =
                    new EventReader(outside.url("/api/v1/events"), "Authorization", "Bearer " + LiveServer.TOKEN)) {
                assertThat(reader.await(event -> true).name()).isEqualTo("status");
            }
        }
    }

    private EventReader listen(String... headers) throws IOException, InterruptedException {
        return new EventReader(live.url("/api/v1/events"), headers);
    }

    private Deaf deaf() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", live.port()));
        socket.getOutputStream()
                .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return new Deaf(socket);
    }

    /** A client that asks and does not read. */
    private record Deaf(Socket socket) implements AutoCloseable {
        /** Whether nobody is at the other end any more: what is sent is answered with a reset. */
        boolean endedByServer() {
            try {
                socket.getOutputStream().write('\n');
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        /** How many bytes came in the end. */
        int read() {
            int all = 0;
            try {
                var buffer = new byte[64 * 1024];
                for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                    all += n;
                }
            } catch (IOException e) {
                return all;
            }
            return all;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
