package dev.detour.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file of a {@link MemoryDisk}, or a directory of it, which can be forced and nothing else. */
final class MemoryChannel extends FileChannel {
    private final MemoryDisk disk;
    private final Path file;
    private final Disk.Handle handle;
    private long position;

    /** @param handle null for a directory */
    MemoryChannel(MemoryDisk disk, Path file, Disk.Handle handle) {
        this.disk = disk;
        this.file = file;
        this.handle = handle;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = read(into, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        byte[] all = disk.read(file);
        int length = (int) Math.min(into.remaining(), all.length - from);
        if (length <= 0) {
            return into.hasRemaining() ? -1 : 0;
        }
        into.put(all, (int) from, length);
        return length;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int written = write(from, position);
        position += written;
        return written;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        handle.write(at, bytes);
        return bytes.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return disk.read(file).length;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        handle.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (handle == null) {
            disk.forceDirectory(file);
        } else {
            handle.force();
        }
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
