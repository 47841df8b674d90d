package dev.detour.store;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The few things the store asks of a disk, so that a proof can stop it between, and inside, any two of them. */
interface Disk {
    boolean exists(Path file);

    byte[] read(Path file) throws IOException;

    /** Opens a regular file, never through a symbolic link; makes it, for its owner only, when it is missing. */
    Handle open(Path file) throws IOException;

    /** Replaces {@code to} in one step. Durable only after {@link #forceDirectory}. */
    void rename(Path from, Path to) throws IOException;

    void forceDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    /** An open file. */
    interface Handle extends Closeable {
        void write(long position, byte[] bytes) throws IOException;

        void truncate(long length) throws IOException;

        /** Returns when every byte written, and the length, is on the disk. */
        void force() throws IOException;

        /** Whether the path still leads to this very file: what goes to a deleted or replaced one is lost. */
        boolean isAt(Path file);
    }

    /** The real one. Files not by {@code FileChannel}: an interrupt would close it in the middle of a write. */
    final class Real implements Disk {
        @Override
        public boolean exists(Path file) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public byte[] read(Path file) throws IOException {
            try (var in = new FileInputStream(file.toFile())) {
                return in.readAllBytes();
            }
        }

        @Override
        public Handle open(Path file) throws IOException {
            if (!exists(file)) {
                var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)
                        .close();
            }
            var key = keyOf(file);
            if (key == null) {
                throw new FileNotFoundException(file + " is not a regular file");
            }
            return new RealHandle(new RandomAccessFile(file.toFile(), "rw"), key);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            // Only a channel opens a directory; an interrupt from before would close it.
            boolean interrupted = Thread.interrupted();
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        /** Device and inode of a regular file; null for anything else, or nothing. */
        static Object keyOf(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return attributes.isRegularFile() ? attributes.fileKey() : null;
            } catch (IOException gone) {
                return null;
            }
        }
    }

    /** @param key as of {@link Real#keyOf} */
    record RealHandle(RandomAccessFile file, Object key) implements Handle {
        @Override
        public void write(long position, byte[] bytes) throws IOException {
            file.seek(position);
            file.write(bytes);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public boolean isAt(Path path) {
            return key.equals(Real.keyOf(path));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
