package dev.detour.planted;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** {@code dev.detour.decision.Life}, by a class loader. */
final class Lives {
    private static final String PACKAGE = "dev.detour.decision.";

    private Lives() {}

    @SuppressWarnings("unchecked")
    static Optional<Throwable> fault(ClassLoader house, long seed) {
        return (Optional<Throwable>) call(house, "Life", "fault", life(house, seed));
    }

    static Object life(ClassLoader house, long seed) {
        return call(house, "Life", "of", null, seed);
    }

    static Object shrunk(ClassLoader house, Object life) {
        return call(house, "Shrinker", "shrunk", null, life);
    }

    static Object call(ClassLoader house, String type, String name, Object on, Object... with) {
        try {
            for (Method method : house.loadClass(PACKAGE + type).getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == with.length) {
                    method.setAccessible(true);
                    return method.invoke(on, with);
                }
            }
            throw new AssertionError("no " + type + "." + name);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
