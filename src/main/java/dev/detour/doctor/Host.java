package dev.detour.doctor;

import dev.detour.config.OwnCertificate;
import dev.detour.config.Settings;
import dev.detour.store.TokenFile;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;

/** What Detour itself needs: its folder, its token, its port, a clock. */
final class Host {
    /** Nothing of Detour is older; a clock before it was never set. */
    private static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int MOMENT = 2000;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Settings settings;

    Host(Settings settings) {
        this.settings = settings;
    }

    List<Finding> look() {
        return List.of(data(), token(), port(), clock());
    }

    private Finding data() {
        var data = settings.data();
        var there = data.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.problem("data", data + " cannot be written", "give it to Detour's user, or set detour.data");
        }
        return Files.exists(data)
                ? Finding.ok("data", data + " can be written")
                : Finding.ok("data", data + " does not exist yet, and can be made");
    }

    private Finding token() {
        if (settings.http().token().isPresent()) {
            return Finding.ok("token", "configured");
        }
        var file = settings.data().resolve("token");
        if (!Files.exists(file)) {
            return Finding.note("token", "none yet; made at the first start, as " + file);
        }
        if (TokenFile.peek(settings.data()).isEmpty()) {
            return Finding.problem(
                    "token", file + " cannot be read, or is empty", "run as Detour's user; or delete it");
        }
        return open(file)
                ? Finding.problem("token", file + " is open to others", "chmod 600 " + file + ", or delete it")
                : Finding.ok("token", file + " is its owner's only");
    }

    private static boolean open(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private Finding port() {
        var http = settings.http();
        var place = http.host() + ":" + http.port();
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(http.host()), http.port()));
            return Finding.ok("port", place + " is free");
        } catch (IOException e) {
            if (answers()) {
                return Finding.ok("port", "Detour answers at " + place);
            }
            return http.optional()
                    ? Finding.note("port", place + " is taken: the API would be off")
                    : Finding.problem(
                            "port",
                            place + " is not to be had: " + e.getMessage(),
                            "end what uses it, or set detour.http.port");
        }
    }

    /** Whether it is a Detour that has the port. */
    private boolean answers() {
        var http = settings.http();
        var any = http.host().equals("0.0.0.0") || http.host().equals("::");
        var host = any ? "127.0.0.1" : http.host();
        try {
            var url = new URI(
                    http.tlsCert().isPresent() ? "https" : "http", null, host, http.port(), "/healthz", null, null);
            var connection = (HttpURLConnection) url.toURL().openConnection();
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(
                        OwnCertificate.context(http.tlsCert().orElseThrow()).getSocketFactory());
            }
            connection.setConnectTimeout(MOMENT);
            connection.setReadTimeout(MOMENT);
            try (var in = connection.getInputStream()) {
                return new String(in.readNBytes(64), java.nio.charset.StandardCharsets.UTF_8)
                        .strip()
                        .equals("ok");
            }
        } catch (IOException | java.net.URISyntaxException e) {
            return false;
        }
    }

    /** Decisions do not depend on it, but their times in log and journal do. */
    private Finding clock() {
        var now = Instant.now();
        if (now.isBefore(BIRTH)) {
            return Finding.problem(
                    "clock", "it is not " + now, "set the clock; decisions do not depend on it, logs do");
        }
        try (Stream<Path> files = Files.isDirectory(settings.data()) ? Files.list(settings.data()) : Stream.empty()) {
            return files.map(Host::modified)
                    .filter(at -> at.isAfter(now.plus(SKEW)))
                    .max(Instant::compareTo)
                    .map(at -> Finding.problem(
                            "clock",
                            "it is " + now + ", but " + settings.data() + " was written at " + at,
                            "see whether the clock went back; decisions do not depend on it, logs do"))
                    .orElseGet(() -> Finding.ok("clock", now.toString()));
        } catch (IOException e) {
            return Finding.ok("clock", now.toString());
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }
}
