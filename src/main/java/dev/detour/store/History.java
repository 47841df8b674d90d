package dev.detour.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a journal from its end, while it grows or is replaced by a shorter one. */
final class History {
    private static final int WINDOW = 64 << 10;

    private History() {}

    /** @param length how much of it is known to hold; to be taken together with the opening, under the store's lock */
    static Source open(Path file, long length) throws IOException {
        return new Source(file, new RandomAccessFile(file.toFile(), "r"), (int) length);
    }

    record Source(Path path, RandomAccessFile file, int length) implements Closeable {

        /** Newest first, with {@code seq < before}. Reads no more of the file than it needs. */
        List<Store.Stored> newest(Optional<String> group, int limit, long before) throws IOException {
            for (int window = WINDOW; ; window *= 4) {
                int start = Math.max(0, length - window);
                var bytes = new byte[length - start];
                file.seek(start);
                file.readFully(bytes);
                var found = new ArrayList<Store.Stored>();
                int first = start == 0 ? 0 : Frame.newline(bytes, 0, bytes.length) + 1;
                collect(bytes, first, start == 0, group, limit, before, found);
                if (start == 0 || found.size() >= limit) {
                    return found;
                }
            }
        }

        private void collect(
                byte[] bytes,
                int first,
                boolean whole,
                Optional<String> group,
                int limit,
                long before,
                List<Store.Stored> found)
                throws IOException {
            int end = bytes.length;
            while (end > first && found.size() < limit) {
                int from = startOfLine(bytes, first, end - 1);
                var checksum = Frame.checksum(bytes, from, end - 1);
                if (checksum.isEmpty()) {
                    throw new IOException(path + ": a line does not match its checksum; see the log of the next start");
                }
                if (whole && from == 0) {
                    carried(Header.of(bytes, 0, end - 1), group, limit, before, found);
                } else {
                    var raw = Line.Raw.of(bytes, from, end - 1, checksum.get());
                    if (raw.seq() < before && group.map(raw.group()::equals).orElse(true)) {
                        found.add(raw.decode().stored());
                    }
                }
                end = from;
            }
        }

        private static void carried(
                Header header, Optional<String> group, int limit, long before, List<Store.Stored> found) {
            header.carried().stream()
                    .filter(line -> line.seq() < before)
                    .filter(line -> group.map(line.entry().group()::equals).orElse(true))
                    .sorted((a, b) -> Long.compare(b.seq(), a.seq()))
                    .limit(limit - found.size())
                    .forEach(line -> found.add(line.stored()));
        }

        private static int startOfLine(byte[] bytes, int first, int newline) {
            int from = newline;
            while (from > first && bytes[from - 1] != '\n') {
                from--;
            }
            return from;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
