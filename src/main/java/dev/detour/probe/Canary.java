package dev.detour.probe;

import dev.detour.decision.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Asks all canaries of a group at once whether we are online. Any whole HTTP answer below 500 says so: it takes more
 * than our own network to say 404.
 */
public final class Canary {
    private final Asker asker;
    private final Executor pool;
    private final ProbeSchedule schedule;
    private final String group;
    private final List<Question> questions;

    Canary(Asker asker, Executor pool, ProbeSchedule schedule, String group, List<Question> questions) {
        this.asker = asker;
        this.pool = pool;
        this.schedule = schedule;
        this.group = group;
        this.questions = List.copyOf(questions);
    }

    /** Ends with the first that answers; then the others are let go. */
    public CanaryRound round() {
        var startedAt = asker.now();
        var attempts = new ArrayList<Attempt>();
        var answered = new CompletableFuture<Boolean>();
        var all = new CompletableFuture<?>[questions.size()];
        for (int i = 0; i < all.length; i++) {
            var question = questions.get(i);
            var attempt = asker.begin(question.rules().timeout());
            attempts.add(attempt);
            all[i] = CompletableFuture.runAsync(
                    () -> {
                        if (asker.ask(question, attempt).outcome() == Outcome.UP) {
                            answered.complete(true);
                        }
                    },
                    pool);
        }
        CompletableFuture.allOf(all).whenComplete((done, failure) -> answered.complete(false));
        boolean up = answered.join();
        attempts.forEach(Attempt::close);
        var endedAt = asker.now();
        schedule.settleGap(group);
        return new CanaryRound(group, up, startedAt, endedAt.isBefore(startedAt) ? startedAt : endedAt);
    }
}
