package dev.detour.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Everything belongs to one user, and no time passes on this disk. */
record MemoryAttributes(MemoryDisk disk, Path file, boolean isDirectory)
        implements PosixFileAttributeView, PosixFileAttributes {
    private record Owner(String getName) implements GroupPrincipal {}

    private static final Owner OWNER = new Owner("detour");

    @Override
    public String name() {
        return "posix";
    }

    @Override
    public PosixFileAttributes readAttributes() {
        return this;
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return PosixFilePermissions.fromString(isDirectory ? "rwxr-xr-x" : disk.mode(file));
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        disk.mode(file, PosixFilePermissions.toString(permissions));
    }

    @Override
    public long size() {
        try {
            return isDirectory ? 0 : disk.read(file).length;
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public boolean isRegularFile() {
        return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public Object fileKey() {
        return null;
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.fromMillis(0);
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) {}

    @Override
    public UserPrincipal owner() {
        return OWNER;
    }

    @Override
    public UserPrincipal getOwner() {
        return OWNER;
    }

    @Override
    public void setOwner(UserPrincipal owner) {}

    @Override
    public GroupPrincipal group() {
        return OWNER;
    }

    @Override
    public void setGroup(GroupPrincipal group) {}
}
