package dev.detour.probe;

import dev.detour.decision.ErrorClass;
import dev.detour.decision.Outcome;
import dev.detour.decision.Via;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The rules of SPEC §4: from what was heard, or what went wrong, to a verdict. */
final class Judge {
    private Judge() {}

    /** An HTTP answer, as {@code accept-status}, {@code expect-body} and {@code max-latency} want it. */
    static Verdict answer(Question question, Answer answer, Attempt attempt) throws LocalFault {
        var rules = question.rules();
        if (!rules.acceptStatus().matcher(String.valueOf(answer.status())).lookingAt()) {
            return Verdict.down(ErrorClass.STATUS, answer.status(), "status " + answer.status());
        }
        if (rules.expectBody().isPresent() && !contains(rules.expectBody().get(), answer, attempt)) {
            return Verdict.down(
                    ErrorClass.BODY,
                    answer.status(),
                    "body does not contain "
                            + Texts.safe(rules.expectBody().get().pattern()));
        }
        return inTime(question, attempt, answer.status(), "status " + answer.status());
    }

    /** A question that is no HTTP, and was answered well. */
    static Verdict reached(Question question, Attempt attempt, String found) {
        return inTime(question, attempt, null, found);
    }

    static Verdict failed(Question question, Attempt attempt, Throwable cause) {
        var fault = Faults.of(attempt, cause);
        boolean atProbeUrl = question.via() == Via.PROBE_URL && question.rules().refusedIsUnknown();
        boolean refused = fault.error() == ErrorClass.REFUSED || fault.error() == ErrorClass.RESET;
        var outcome = fault.error() == ErrorClass.LOCAL || atProbeUrl && refused ? Outcome.UNKNOWN : Outcome.DOWN;
        return new Verdict(outcome, fault.error(), null, fault.text());
    }

    private static Verdict inTime(Question question, Attempt attempt, Integer status, String text) {
        var most = question.rules().maxLatency();
        if (most.isPresent() && attempt.elapsed().compareTo(most.get()) > 0) {
            return Verdict.down(ErrorClass.TIMEOUT, status, "slower than " + Texts.span(most.get()));
        }
        return Verdict.up(status, text);
    }

    /** UTF-8 with replacement: a pattern for plain text finds it whatever surrounds it. */
    private static boolean contains(Pattern pattern, Answer answer, Attempt attempt) throws LocalFault {
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        try {
            return pattern.matcher(new TimedText(text, attempt)).find();
        } catch (StackOverflowError e) {
            // java.util.regex recurses over alternatives; the pattern is ours, so this says nothing about the region.
            throw new LocalFault("expect-body is too complex for this body", e);
        }
    }

    static String late(Attempt attempt) {
        var span = Texts.span(attempt.limit());
        return switch (attempt.phase()) {
            case DNS -> "no answer from the resolver within " + span;
            case BODY -> "no complete answer within " + span;
            default -> "no answer within " + span;
        };
    }
}
