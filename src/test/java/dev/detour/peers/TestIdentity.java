package dev.detour.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for {@link FaultPeer}s, made by the JDK's keytool when first wanted. */
public final class TestIdentity {
    private static final String PASSWORD = "changeit";
    private static final Map<String, TestIdentity> MADE = new ConcurrentHashMap<>();

    private final Path store;

    private TestIdentity(Path store) {
        this.store = store;
    }

    /** Self-signed, for {@code 127.0.0.1} and {@code localhost}, valid now. */
    public static TestIdentity selfSigned() {
        return make("self-signed", "-1d", 91, "ip:127.0.0.1,dns:localhost");
    }

    /** Another self-signed one, for a client. */
    public static TestIdentity client() {
        return make("client", "-1d", 91, "dns:client.example");
    }

    /** Ended about three days ago. */
    public static TestIdentity expired() {
        return make("expired", "-10d", 7, "ip:127.0.0.1,dns:localhost");
    }

    /** Begins in about three days. */
    public static TestIdentity notYetValid() {
        return make("not-yet-valid", "+3d", 30, "ip:127.0.0.1,dns:localhost");
    }

    /** For {@code cloud.example} only. */
    public static TestIdentity otherHost() {
        return make("other-host", "-1d", 91, "dns:cloud.example");
    }

    /** For {@code 127.0.0.1} and {@code localhost}, signed by an authority of our own: {@link #pem} is the authority's. */
    public static TestIdentity ofOwnAuthority() {
        return MADE.computeIfAbsent("of-own-authority", n -> {
            var made = create(
                    n,
                    List.of(
                            "-alias",
                            "authority",
                            "-dname",
                            "CN=authority",
                            "-validity",
                            "91",
                            "-ext",
                            "bc:c=ca:true"));
            keytool(made.genkeypair(List.of(
                    "-alias",
                    "peer",
                    "-dname",
                    "CN=peer",
                    "-validity",
                    "91",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-signer",
                    "authority")));
            return made;
        });
    }

    /** The server's side. */
    public SSLContext context() {
        return context(null);
    }

    /** The server's side, which knows clients by {@code clients}. */
    public SSLContext contextFor(TestIdentity clients) {
        try {
            var known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("client", clients.keys().getCertificate("peer"));
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(known);
            return context(factory.getTrustManagers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext context(TrustManager[] clients) {
        try {
            var keys = keys();
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (keys.containsAlias("authority")) {
                keys.deleteEntry("authority");
            }
            factory.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), clients, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate as PEM: trusted as an authority, it makes itself good. */
    public Path pem() {
        return pem(".pem", "CERTIFICATE", keys -> keys.getCertificate(
                        keys.containsAlias("authority") ? "authority" : "peer")
                .getEncoded());
    }

    /** The private key as PEM (PKCS #8). */
    public Path keyPem() {
        return pem(".key", "PRIVATE KEY", keys -> keys.getKey("peer", PASSWORD.toCharArray())
                .getEncoded());
    }

    private interface Der {
        byte[] of(KeyStore keys) throws GeneralSecurityException;
    }

    /** In a file that ends with the JVM. */
    private Path pem(String suffix, String label, Der der) {
        try {
            var pem = Path.of(store + suffix);
            var text = Base64.getMimeEncoder().encodeToString(der.of(keys()));
            Files.writeString(pem, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, text, label));
            pem.toFile().deleteOnExit();
            return pem;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        }
    }

    private static TestIdentity make(String name, String start, int days, String names) {
        return MADE.computeIfAbsent(
                name,
                n -> create(
                        n,
                        List.of(
                                "-alias",
                                "peer",
                                "-dname",
                                "CN=" + name,
                                "-startdate",
                                start,
                                "-validity",
                                String.valueOf(days),
                                "-ext",
                                "san=" + names)));
    }

    private static TestIdentity create(String name, List<String> first) {
        try {
            var folder = Files.createTempDirectory("detour-tls");
            folder.toFile().deleteOnExit();
            var store = folder.resolve(name + ".p12");
            store.toFile().deleteOnExit();
            var made = new TestIdentity(store);
            keytool(made.genkeypair(first));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> genkeypair(List<String> arguments) {
        var all = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        all.addAll(arguments);
        all.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        return all;
    }

    private static void keytool(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool failed: " + arguments);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
