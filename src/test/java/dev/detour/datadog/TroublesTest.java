package dev.detour.datadog;

import static dev.detour.datadog.Troubles.News.BEGUN;
import static dev.detour.datadog.Troubles.News.NONE;
import static dev.detour.datadog.Troubles.News.OVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private static final Answer TAKEN = Answer.taken();
    private static final Answer NOBODY = new Answer.Refused("nobody listens");
    private static final Answer LATER = Answer.again("status 503");

    private static List<Troubles.News> after(Answer... answers) {
        var troubles = new Troubles();
        var news = new ArrayList<Troubles.News>();
        for (var answer : answers) {
            news.add(troubles.after(answer));
        }
        return news;
    }

    @Test
    void eachTroubleIsToldOnceAndItsEndOnce() {
        assertThat(after(TAKEN, LATER, LATER, NOBODY, TAKEN, TAKEN, TAKEN, LATER))
                .containsExactly(NONE, BEGUN, NONE, BEGUN, NONE, OVER, NONE, BEGUN);
    }

    /** It was lost and found by turns, a line of the log for each batch. */
    @Test
    void agentThatIsNotThereIsToldOnce() throws IOException {
        var nobody = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) nobody.getLocalAddress()).getPort();
        nobody.close();
        var troubles = new Troubles();
        var news = new ArrayList<Troubles.News>();
        try (var post = new StatsdPost(AgentAddress.of("udp://127.0.0.1:" + port), false)) {
            for (int i = 0; i < 20; i++) {
                news.add(troubles.after(post.deliver(List.of("a:1|g".getBytes(StandardCharsets.UTF_8)))));
            }
        }

        assertThat(news).containsOnlyOnce(BEGUN).doesNotContain(OVER);
    }
}
