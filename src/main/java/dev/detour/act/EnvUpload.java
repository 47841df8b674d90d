package dev.detour.act;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * The env file on a host, over SFTP: temp file beside it, fsync, atomic rename, fsync again (see the decision record on
 * the upload). The file is at every instant wholly the old one or wholly the new one.
 *
 * <p>Temp files of other epochs are removed first. That is more than tidiness: a rename that an older attempt sent to a
 * host which froze then fails when the host thaws, for what it would rename is gone (DESIGN S5).
 */
final class EnvUpload {
    private static final int OWN_MODE = 0600;
    private static final int NEW_MODE = 0644;
    private static final int MODE_BITS = 07777;

    private final HostAttempt attempt;
    private final EpochGuard guard;
    private final String path;
    private final String directory;
    private final String name;
    private final byte[] content;

    EnvUpload(HostAttempt attempt, EpochGuard guard, String path, byte[] content) {
        this.attempt = attempt;
        this.guard = guard;
        this.path = path;
        int slash = path.lastIndexOf('/');
        this.directory = slash == 0 ? "/" : path.substring(0, slash);
        this.name = path.substring(slash + 1);
        this.content = content.clone();
    }

    /** @throws StepFailedException in words; the old file is whole then */
    void run(ClientSession session) {
        try (SftpClient sftp = open(session)) {
            upload(sftp);
        } catch (SftpException e) {
            throw failed(
                    e.getStatus() == SftpConstants.SSH_FX_PERMISSION_DENIED ? "permission denied" : e.getMessage(), e);
        } catch (IOException e) {
            throw failed(session.isOpen() ? Reason.of(e) : "the connection broke", e);
        }
    }

    private SftpClient open(ClientSession session) throws IOException {
        try {
            return SftpClientFactory.instance().createSftpClient(session);
        } catch (IOException e) {
            if (session.isOpen() && !session.isClosing()) {
                throw failed("its sshd offers no SFTP; see Subsystem in its sshd_config", e);
            }
            throw e;
        }
    }

    private StepFailedException failed(String why, Exception cause) {
        return new StepFailedException("env file " + path + " could not be written there: " + Printable.of(why), cause);
    }

    private void upload(SftpClient sftp) throws IOException {
        var rename = sftp.getExtension(OpenSSHPosixRenameExtension.class);
        var fsync = sftp.getExtension(OpenSSHFsyncExtension.class);
        if (rename == null || !rename.isSupported() || fsync == null || !fsync.isSupported()) {
            throw failed(
                    "its SFTP server lacks posix-rename@openssh.com or fsync@openssh.com; OpenSSH 6.5 or newer has both",
                    null);
        }
        requireDirectory(sftp);
        Optional<Attributes> old = old(sftp);
        removeTemps(sftp);
        if (old.isPresent() && holds(sftp, old.get())) {
            return;
        }
        attempt.requireCurrent(guard);
        String temp = (directory.equals("/") ? "" : directory) + "/." + name + "."
                + attempt.decision().epoch() + ".tmp";
        try (CloseableHandle handle = sftp.open(temp, OpenMode.Write, OpenMode.Create, OpenMode.Exclusive)) {
            sftp.setStat(handle, new Attributes().perms(OWN_MODE));
            sftp.write(handle, 0, content, 0, content.length);
            seal(sftp, handle, old);
            fsync.fsync(handle);
            attempt.requireCurrent(guard);
            rename.posixRename(temp, path);
            fsync.fsync(handle);
        } catch (IOException | RuntimeException e) {
            remove(sftp, temp, e);
            throw e;
        }
    }

    private void requireDirectory(SftpClient sftp) throws IOException {
        try {
            if (!sftp.stat(directory).isDirectory()) {
                throw failed(directory + " is not a directory", null);
            }
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                throw failed("directory " + directory + " is missing; make it first", e);
            }
            throw e;
        }
    }

    private Optional<Attributes> old(SftpClient sftp) throws IOException {
        try {
            Attributes attributes = sftp.lstat(path);
            if (!attributes.isRegularFile()) {
                throw failed(
                        "it is " + (attributes.isSymbolicLink() ? "a symlink" : "not a plain file")
                                + "; right: a plain file, or none yet",
                        null);
            }
            return Optional.of(attributes);
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void removeTemps(SftpClient sftp) throws IOException {
        Pattern ours = Pattern.compile(Pattern.quote("." + name + ".") + "\\d+" + Pattern.quote(".tmp"));
        List<String> stale = new java.util.ArrayList<>();
        for (SftpClient.DirEntry entry : sftp.readDir(directory)) {
            if (ours.matcher(entry.getFilename()).matches()) {
                stale.add(entry.getFilename());
            }
        }
        for (String temp : stale) {
            sftp.remove((directory.equals("/") ? "" : directory) + "/" + temp);
        }
    }

    private boolean holds(SftpClient sftp, Attributes old) throws IOException {
        if (old.getSize() != content.length) {
            return false;
        }
        try (var in = sftp.read(path)) {
            return Arrays.equals(in.readAllBytes(), content);
        }
    }

    /** Mode and owner of the old file; and the server must have taken every byte. */
    private void seal(SftpClient sftp, CloseableHandle handle, Optional<Attributes> old) throws IOException {
        Attributes own = sftp.stat(handle);
        if (own.getSize() != content.length) {
            throw failed("only " + own.getSize() + " of " + content.length + " bytes were taken", null);
        }
        if (old.isPresent()
                && (old.get().getUserId() != own.getUserId() || old.get().getGroupId() != own.getGroupId())) {
            try {
                sftp.setStat(
                        handle,
                        new Attributes().owner(old.get().getUserId(), old.get().getGroupId()));
            } catch (SftpException e) {
                throw failed(
                        "cannot keep its owner %d:%d; log in as that user"
                                .formatted(old.get().getUserId(), old.get().getGroupId()),
                        e);
            }
        }
        int mode =
                old.map(attributes -> attributes.getPermissions() & MODE_BITS).orElse(NEW_MODE);
        sftp.setStat(handle, new Attributes().perms(mode));
    }

    private static void remove(SftpClient sftp, String temp, Exception cause) {
        try {
            sftp.remove(temp);
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
