package dev.detour.store;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link java.nio.file.Files} asks for, done on a {@link MemoryDisk}. What nobody asks for is refused. */
final class MemoryProvider extends FileSystemProvider {
    private final MemoryFiles files;
    private final MemoryDisk disk;
    private final Set<Path> directories;

    MemoryProvider(MemoryFiles files, MemoryDisk disk, Set<Path> directories) {
        this.files = files;
        this.disk = disk;
        this.directories = Set.copyOf(directories);
    }

    private static Path real(Path path) {
        return ((MemoryPath) path).real();
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = real(path);
        if (directories.contains(file)) {
            return new MemoryChannel(disk, file, null);
        }
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean anew = options.contains(StandardOpenOption.CREATE_NEW);
        if (disk.exists(file) && anew) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (!disk.exists(file) && !(writes && (anew || options.contains(StandardOpenOption.CREATE)))) {
            throw new NoSuchFileException(file.toString());
        }
        boolean made = !disk.exists(file);
        Disk.Handle handle = disk.open(file);
        if (made) {
            disk.mode(file, mode(attributes));
        }
        MemoryChannel channel = new MemoryChannel(disk, file, handle);
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING) && channel.size() > 0) {
            channel.truncate(0);
        }
        return options.contains(StandardOpenOption.APPEND) ? (FileChannel) channel.position(channel.size()) : channel;
    }

    @SuppressWarnings("unchecked")
    private static String mode(FileAttribute<?>... attributes) {
        return attributes.length == 0
                ? "rw-r--r--"
                : PosixFilePermissions.toString((Set<PosixFilePermission>) attributes[0].value());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : disk.files(real(directory))) {
            Path path = new MemoryPath(files, file);
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void delete(Path path) throws IOException {
        if (!disk.exists(real(path))) {
            throw new NoSuchFileException(path.toString());
        }
        disk.delete(real(path));
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        boolean atomic = List.of(options).contains(StandardCopyOption.ATOMIC_MOVE);
        if (!disk.exists(real(from))) {
            throw new NoSuchFileException(from.toString());
        }
        if (disk.exists(real(to)) && !atomic) {
            if (!List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            disk.delete(real(to));
        }
        disk.rename(real(from), real(to));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        if (!directories.contains(real(path)) && !disk.exists(real(path))) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return (V) new MemoryAttributes(disk, real(path), directories.contains(real(path)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        checkAccess(path);
        return (A) new MemoryAttributes(disk, real(path), directories.contains(real(path)));
    }

    @Override
    public boolean isSameFile(Path a, Path b) {
        return a.equals(b);
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public String getScheme() {
        return "memory";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return files.getPath(uri.getPath());
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
