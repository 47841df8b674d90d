package dev.detour.act;

import dev.detour.decision.Decision;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command line for the login shell of another host: SSH knows no argv (RFC 4254, 6.5), so each word is quoted such that
 * a POSIX shell, and csh and fish as well, hands it on as it is.
 */
final class RemoteCommand {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private RemoteCommand() {}

    /** @throws StepFailedException when a word cannot be said to a shell at all */
    static String of(List<String> argv, Decision decision) {
        return argv.stream()
                .map(word -> Placeholders.fill(word, decision))
                .map(RemoteCommand::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new StepFailedException("an argument of the command holds a NUL");
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
