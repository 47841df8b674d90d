package dev.detour.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ParseResult;

/** The verbs that ask a running controller. */
final class ClientVerbs {
    private static final Set<String> BUSY = Set.of("starting", "acting", "verifying");

    private final Connection connection;
    private final PrintStream out;
    private final PrintStream err;

    ClientVerbs(Verbs verbs, Map<String, String> env, PrintStream out, PrintStream err) {
        this.connection = new Connection(verbs, env);
        this.out = out;
        this.err = err;
    }

    int status(ParseResult parsed) {
        var client = connection.client(parsed);
        var group = Given.text(parsed, "--group");
        var path = group.isPresent() ? path(client, parsed, "") : "/api/v1/status";
        var shown = "";
        do {
            var said = client.fetch(path);
            var table = group.isPresent() ? Show.group(said.json()) : Show.status(said.json());
            var text = Given.json(parsed) ? said.text() + "\n" : table;
            if (!text.equals(shown)) {
                out.print(text);
                out.flush();
            }
            shown = text;
            if (!Given.on(parsed, "--watch")) {
                var trouble = group.isPresent() ? Show.troubled(said.json()) : Show.degraded(said.json());
                return trouble ? Exit.DEGRADED : Exit.FINE;
            }
        } while (pause());
        return Exit.FINE;
    }

    int regions(ParseResult parsed) {
        var client = connection.client(parsed);
        var groups = client.get("/api/v1/status").path("groups");
        Iterable<JsonNode> shown = groups;
        if (Given.text(parsed, "--group").isPresent()) {
            shown = List.of(client.get(path(client, parsed, "")));
        }
        out.print(Given.json(parsed) ? shown(shown) : Show.regions(shown));
        return Show.dark(shown) ? Exit.DEGRADED : Exit.FINE;
    }

    private static String shown(Iterable<JsonNode> groups) {
        var text = new StringBuilder("[");
        for (var group : groups) {
            for (var region : group.path("regions")) {
                text.append(text.length() == 1 ? "" : ",").append(region);
            }
        }
        return text.append("]\n").toString();
    }

    int explain(ParseResult parsed) {
        var client = connection.client(parsed);
        var said = client.fetch(path(client, parsed, "/explain"));
        out.print(Given.json(parsed) ? said.text() + "\n" : Show.explain(said.json()));
        return Exit.FINE;
    }

    int history(ParseResult parsed) {
        var client = connection.client(parsed);
        var query = "/history?limit=" + encoded(Given.text(parsed, "--limit").orElse("50"))
                + Given.text(parsed, "--before")
                        .map(b -> "&before=" + encoded(b))
                        .orElse("");
        var said = client.fetch(path(client, parsed, query));
        out.print(Given.json(parsed) ? said.text() + "\n" : Show.history(said.json()));
        return Exit.FINE;
    }

    int health(ParseResult parsed) {
        var client = connection.client(parsed);
        if (client.status("/healthz") != 200) {
            throw new Failure(Exit.UNREACHABLE, "the controller is not well");
        }
        var ready = client.status("/readyz") == 200;
        var word = ready ? "ready" : "alive, not ready";
        out.println(Given.json(parsed) ? "{\"alive\":true,\"ready\":" + ready + "}" : word);
        return ready ? Exit.FINE : Exit.DEGRADED;
    }

    /** Every verb that changes something: they differ only in their fields. */
    int ask(ParseResult parsed) {
        var client = connection.client(parsed);
        var verb = parsed.commandSpec().name();
        var wait = parsed.commandSpec().findOption("--wait") == null
                ? Optional.<Duration>empty()
                : LocalVerbs.duration(parsed, "--wait");
        var said = client.post(path(client, parsed, "/" + verb), fields(parsed, verb));
        if (Given.json(parsed)) {
            out.println(said.text());
        } else {
            var epoch = said.json().path("epoch");
            out.print(Table.wrapped((epoch.isNumber() ? "#" + epoch.asLong() + " " : "")
                    + said.json().path("text").asText()));
        }
        if (wait.isEmpty() || Given.on(parsed, "--dry-run")) {
            return Exit.FINE;
        }
        return waitFor(
                client, path(client, parsed, ""), said.json().path("epoch").asLong(), wait.get());
    }

    private static Map<String, Object> fields(ParseResult parsed, String verb) {
        var fields = new LinkedHashMap<String, Object>();
        String positional = parsed.matchedPositionalValue(0, null);
        if (positional != null) {
            fields.put(
                    verb.equals("approve") ? "epoch" : "region",
                    verb.equals("approve") ? number("EPOCH", positional) : positional);
        }
        Given.text(parsed, "--reason").ifPresent(r -> fields.put("reason", r));
        if (parsed.commandSpec().findOption("--for") != null) {
            LocalVerbs.duration(parsed, "--for")
                    .ifPresent(
                            d -> fields.put("for", Given.text(parsed, "--for").orElseThrow()));
        }
        if (Given.on(parsed, "--dry-run")) {
            fields.put("dryRun", true);
        }
        if (parsed.commandSpec().findOption("--force") != null && Given.on(parsed, "--force")) {
            fields.put("force", true);
        }
        Given.text(parsed, "--expect-epoch").ifPresent(e -> fields.put("expectEpoch", number("--expect-epoch", e)));
        return fields;
    }

    private int waitFor(Client client, String path, long epoch, Duration most) {
        var end = System.nanoTime() + most.toNanos();
        do {
            var group = client.get(path);
            if (group.path("epoch").asLong() > epoch) {
                throw new Failure(Exit.REFUSED, "decision " + epoch + " was superseded");
            }
            if (!BUSY.contains(group.path("state").asText())) {
                err.println(Table.plain(group.path("verdict").asText()));
                return group.path("verified").asBoolean()
                                || group.path("state").asText().equals("steady")
                        ? Exit.FINE
                        : Exit.DEGRADED;
            }
        } while (System.nanoTime() < end && pause());
        throw new Failure(Exit.TIMED_OUT, "decision " + epoch + " is not done yet; see detour status");
    }

    private String path(Client client, ParseResult parsed, String rest) {
        var group = Given.text(parsed, "--group").orElseGet(() -> only(client));
        return "/api/v1/groups/" + encoded(group) + rest;
    }

    private static String only(Client client) {
        var groups = new ArrayList<String>();
        client.get("/api/v1/status")
                .path("groups")
                .forEach(g -> groups.add(g.path("name").asText()));
        if (groups.size() != 1) {
            throw new Failure(Exit.USAGE, "name a group with -g: " + String.join(", ", groups));
        }
        return groups.get(0);
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Failure(Exit.USAGE, name + " is a whole number, not " + Table.plain(text));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A second; false when interrupted. */
    private static boolean pause() {
        try {
            return !new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
