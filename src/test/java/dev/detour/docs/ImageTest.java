package dev.detour.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.detour.peers.Ports;
import dev.detour.peers.RealPeers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/prove-image}: the Dockerfile built and run without an engine; minutes, root, and a Debian mirror. */
@Tag("slow")
class ImageTest {
    @TempDir
    Path folder;

    @Test
    void theImageIsBuiltAndHoldsWhatItPromises() throws Exception {
        for (var program : List.of("/usr/bin/buildah", "/usr/sbin/debootstrap")) {
            if (!Files.isExecutable(Path.of(program)) || !"root".equals(System.getProperty("user.name"))) {
                RealPeers.missing("the image: it wants root and " + program);
            }
        }
        var output = folder.resolve("output");
        var builder = new ProcessBuilder("deploy/prove-image")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PORT", Integer.toString(Ports.free()));
        var process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }

        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).endsWith("== the image holds what it promises\n");
    }
}
