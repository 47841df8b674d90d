package dev.detour.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A real {@code sh} that lives on and runs one line after another, each in a subshell, so that ten minutes hold many
 * cases. It finds no programs: a line that should never have been one does nothing. Not safe from several threads.
 */
public final class Shell {
    private static final String END = "\0(end of a case)\0";

    private final OutputStream in;
    private final InputStream out;

    public Shell(Folder folder) throws IOException {
        var builder =
                new ProcessBuilder("/bin/sh").directory(folder.path().toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/nowhere");
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        in = process.getOutputStream();
        out = new BufferedInputStream(process.getInputStream());
    }

    /** What the line writes, to whichever of the two outputs. The line must end all that it begins. */
    public byte[] run(String line) throws IOException {
        in.write(("( " + line + "\n)\nprintf '\\0(end of a case)\\0'\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        var bytes = new ByteArrayOutputStream();
        while (true) {
            int next = out.read();
            if (next < 0) {
                throw new IOException("the shell ended: " + bytes.toString(StandardCharsets.UTF_8));
            }
            bytes.write(next);
            if (next == 0 && bytes.size() >= END.length() && ends(bytes.toByteArray())) {
                return java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - END.length());
            }
        }
    }

    private static boolean ends(byte[] bytes) {
        return new String(bytes, bytes.length - END.length(), END.length(), StandardCharsets.ISO_8859_1).equals(END);
    }
}
