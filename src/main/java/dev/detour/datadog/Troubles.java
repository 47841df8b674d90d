package dev.detour.datadog;

/**
 * What is worth a line of the log: that a trouble began, and that it is over. Over it is with the second batch in a row
 * that arrived: a datagram to nobody is taken, and only the next one is told of it.
 */
final class Troubles {
    private String told = "";
    private boolean tookTheLast;

    enum News {
        NONE,
        BEGUN,
        OVER
    }

    News after(Answer answer) {
        var why = why(answer);
        var takes = answer instanceof Answer.Taken;
        var takesAgain = takes && tookTheLast && !told.isEmpty();
        tookTheLast = takes;
        if (takesAgain) {
            told = "";
            return News.OVER;
        }
        if (why.isEmpty() || why.equals(told)) {
            return News.NONE;
        }
        told = why;
        return News.BEGUN;
    }

    /** Empty when there is nothing to complain of. */
    static String why(Answer answer) {
        if (answer instanceof Answer.Again again) {
            return again.why();
        }
        return answer instanceof Answer.Refused refused ? refused.why() : "";
    }
}
