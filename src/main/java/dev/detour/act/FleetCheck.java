package dev.detour.act;

import dev.detour.config.FleetHost;
import dev.detour.config.Settings.Restart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether hosts could be restarted now, as far as that can be told without logging in: our key, a known host key for each,
 * and an SSH server that greets. A host that greeted is left in peace for five minutes, for servers log such calls and some
 * ban who makes many; one that did not is asked again after a minute. Safe from any thread.
 */
final class FleetCheck {
    private static final Duration WHEN_WELL = Duration.ofMinutes(5);
    private static final Duration WHEN_NOT = Duration.ofMinutes(1);
    private static final int GREETING_MILLIS = 3000;
    /** How many hosts' troubles are told; a sentence that names a hundred says no more. */
    private static final int TOLD = 3;

    private final Map<FleetHost, Heard> heard = new ConcurrentHashMap<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(8, task -> {
        Thread thread = new Thread(task, "greet");
        thread.setDaemon(true);
        return thread;
    });

    /** @param until in terms of {@link System#nanoTime} */
    private record Heard(Optional<String> ailment, long until) {
        boolean fresh() {
            return until - System.nanoTime() > 0;
        }
    }

    /** Why a restart of these hosts would fail; empty when nothing speaks against it. Takes at most some seconds. */
    Optional<String> ailment(Restart.Ssh how) throws InterruptedException {
        List<String> ailments = new ArrayList<>();
        try {
            FleetSsh.key(how.key(), null);
            KnownHosts known = KnownHosts.read(how.knownHosts());
            how.hosts().stream()
                    .filter(host -> !known.knows(host))
                    .forEach(host -> ailments.add("the host key of " + host + " is not known: " + known.place(host)));
        } catch (StepFailedException e) {
            return Optional.of(e.getMessage());
        }
        ailments.addAll(silent(how.hosts()));
        return ailments.isEmpty() ? Optional.empty() : Optional.of(sentence(ailments));
    }

    private static String sentence(List<String> ailments) {
        String told = String.join("; ", ailments.subList(0, Math.min(TOLD, ailments.size())));
        return ailments.size() > TOLD ? told + "; and " + (ailments.size() - TOLD) + " more" : told;
    }

    private List<String> silent(List<FleetHost> hosts) throws InterruptedException {
        Map<FleetHost, Future<Heard>> asked = new java.util.LinkedHashMap<>();
        for (FleetHost host : hosts) {
            if (!Optional.ofNullable(heard.get(host)).map(Heard::fresh).orElse(false)) {
                asked.put(host, callers.submit(() -> greet(host)));
            }
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * GREETING_MILLIS);
        for (var call : asked.entrySet()) {
            heard.put(call.getKey(), await(call.getKey(), call.getValue(), deadline));
        }
        return hosts.stream()
                .flatMap(host -> heard.get(host).ailment().stream())
                .toList();
    }

    private static Heard await(FleetHost host, Future<Heard> call, long deadline) throws InterruptedException {
        try {
            return call.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            return ill(host + " does not answer");
        } catch (ExecutionException e) {
            return ill(host + " cannot be asked: " + e.getCause().getMessage());
        }
    }

    private static Heard greet(FleetHost host) {
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(host.name(), host.port());
            if (address.isUnresolved()) {
                return ill(host + ": no such host name");
            }
            socket.connect(address, GREETING_MILLIS);
            socket.setSoTimeout(GREETING_MILLIS);
            String greeting = new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
            socket.getOutputStream().write("SSH-2.0-Detour\r\n".getBytes(StandardCharsets.US_ASCII));
            return greeting.equals("SSH-")
                    ? new Heard(Optional.empty(), System.nanoTime() + WHEN_WELL.toNanos())
                    : ill(host + " does not speak SSH");
        } catch (IOException e) {
            return ill(host + " does not answer: " + Printable.of(Reason.of(e)));
        }
    }

    private static Heard ill(String why) {
        return new Heard(Optional.of(why), System.nanoTime() + WHEN_NOT.toNanos());
    }
}
