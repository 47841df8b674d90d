package dev.detour.gateway;

import dev.detour.fuzz.Input;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Any target is passed on as it is but for what Camel would take for an order, stays below the upstream's base however it
 * is decoded, and passes unchanged a second time; or is refused. Any {@code Retry-After} is a wait of an hour at most, or
 * none.
 */
public final class PathsFuzz {
    private PathsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Input.text(input);
        Paths.clean(text).ifPresent(clean -> {
            int question = clean.indexOf('?');
            String path = question < 0 ? clean : clean.substring(0, question);
            Input.require(clean.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#'), "not plain: " + clean);
            Input.require(!path.replace("%2e", ".").matches("(?s).*/\\.\\.?(?:[/;].*)?"), "upwards: " + path);
            Input.require(text.startsWith(path), path + " out of " + text);
            Input.require(Paths.clean(clean).orElse("").equals(clean), "another the second time: " + clean);
            for (String parameter : clean.substring(question + 1).split("&")) {
                Input.require(question < 0 || !isCamels(parameter), "an order of Camel's: " + parameter);
            }
        });
        Paths.of(Gateway.START + text)
                .ifPresent(target -> Input.require(
                        target.service().indexOf('/') < 0 && target.service().indexOf('?') < 0,
                        "a service: " + target));
        RetryAfter.read(text, Instant.EPOCH)
                .ifPresent(wait ->
                        Input.require(!wait.isNegative() && wait.compareTo(Duration.ofHours(1)) <= 0, "waits " + wait));
    }

    private static boolean isCamels(String parameter) {
        try {
            String name = URLDecoder.decode(parameter.split("=", 2)[0], StandardCharsets.UTF_8);
            return name.strip().toLowerCase(Locale.ROOT).startsWith("camel");
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
