package dev.detour.probe;

import dev.detour.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By which a change of certificate files is noticed.
 *
 * @param stamps one for each file that is configured
 */
record TlsFileStamps(List<String> stamps) {
    static TlsFileStamps of(Settings.Tls tls) {
        return new TlsFileStamps(Stream.of(tls.ca(), tls.cert(), tls.key())
                .flatMap(Optional::stream)
                .map(TlsFileStamps::stamp)
                .toList());
    }

    private static String stamp(Path file) {
        try {
            var is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
