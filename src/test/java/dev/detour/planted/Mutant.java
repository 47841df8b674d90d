package dev.detour.planted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The whole house once more, with one bug in it: its classes, and those of the tests, loaded anew around it. */
final class Mutant extends ClassLoader {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);
    private static final List<Path> CLASSES = List.of(Path.of("target/classes"), Path.of("target/test-classes"));

    private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

    private Mutant() {
        super(Mutant.class.getClassLoader());
    }

    static synchronized Mutant of(PlantedBug bug) {
        Mutant mutant = new Mutant();
        StringBuilder problems = new StringBuilder();
        boolean good = COMPILER.getTask(
                        null,
                        mutant.new InMemory(FILES),
                        problem -> problems.append(problem).append('\n'),
                        List.of("-proc:none", "-nowarn", "-XDuseUnsharedTable"),
                        null,
                        List.of(new Source(bug)))
                .call();
        if (!good) {
            throw new AssertionError(bug.id() + " does not compile: " + problems);
        }
        return mutant;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(PlantedBug bug) {
            super(URI.create("planted:///" + bug.file()), Kind.SOURCE);
            text = bug.source();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        InMemory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("planted:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    compiled.put(name, bytes);
                    return bytes;
                }
            };
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = name.startsWith("dev.detour.") ? bytes(name) : null;
            return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        ByteArrayOutputStream changed = compiled.get(name);
        if (changed != null) {
            return changed.toByteArray();
        }
        for (Path classes : CLASSES) {
            Path file = classes.resolve(name.replace('.', '/') + ".class");
            if (Files.isRegularFile(file)) {
                try {
                    return Files.readAllBytes(file);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
        return null;
    }

    /** What is wrong with the life of this seed in this house; empty when nothing is. */
    Optional<Throwable> fault(long seed) {
        return Lives.fault(this, seed);
    }
}
