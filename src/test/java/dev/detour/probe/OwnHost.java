package dev.detour.probe;

import dev.detour.decision.ProbeResult;
import dev.detour.peers.FaultPeer;
import dev.detour.peers.Toxics;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;

/** A process of its own that {@link OwnHostFaultsTest} starves or stops. Says what it sees, a line at a time. */
final class OwnHost {
    private OwnHost() {}

    public static void main(String[] args) throws IOException {
        var url = URI.create(args[1]);
        switch (args[0]) {
            case "starve" -> starve(url);
            case "ports" -> usePorts();
            default -> watch();
        }
    }

    /** In a network of its own that has a handful of ports. Sockets that are reset leave theirs at once. */
    private static void usePorts() throws IOException {
        var rules = new Rules();
        rules.timeout = Duration.ofSeconds(5);
        try (var peer = FaultPeer.http(Toxics.SILENT);
                var healthy = FaultPeer.http(Toxics.ok());
                var probe = new OneProbe()) {
            say(probe.ask(healthy.uri("/"), rules));
            var hoard = new ArrayList<Socket>();
            try {
                while (true) {
                    var socket = new Socket("127.0.0.1", peer.port());
                    socket.setSoLinger(true, 0);
                    hoard.add(socket);
                }
            } catch (IOException e) {
                say(probe.ask(peer.tcp(), rules));
            }
            for (var held : hoard) {
                held.close();
            }
            say(probe.ask(peer.tcp(), rules));
        }
    }

    private static void starve(URI url) throws IOException {
        var rules = new Rules();
        rules.timeout = Duration.ofSeconds(5);
        try (var probe = new OneProbe()) {
            // Once each way, so that every class is loaded: that takes descriptors too.
            probe.ask(URI.create("http://127.0.0.1:" + FaultPeer.closedPort() + "/"), rules);
            say(probe.ask(url, rules));
            var hoard = new ArrayList<FileInputStream>();
            try {
                while (true) {
                    hoard.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                say(probe.ask(url, rules));
            }
            for (var held : hoard) {
                held.close();
            }
            say(probe.ask(url, rules));
        }
    }

    /** Probes every 200 ms until its input ends. */
    private static void watch() throws IOException {
        try (var schedule = new ProbeSchedule(late -> {}, group -> System.out.println("gap"))) {
            var slot = schedule.slot("g", "EU", Duration.ofMillis(200), 0, Duration.ofMillis(1), Duration.ZERO);
            schedule.start(slot, () -> {
                schedule.settleGap("g");
                System.out.println("probe");
            });
            while (System.in.read() >= 0) {
                // The end of input is the sign to go.
            }
        }
    }

    private static void say(ProbeResult result) {
        System.out.println(result.outcome() + " " + result.error() + " " + result.text());
    }
}
