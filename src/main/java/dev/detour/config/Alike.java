package dev.detour.config;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether two parts of the configuration say the same. Their own {@code equals} takes every {@link Pattern} for another. */
public final class Alike {
    private Alike() {}

    /** @param leftOut components, of the outermost record, that do not count */
    public static boolean alike(Record a, Record b, Set<String> leftOut) {
        for (RecordComponent component : a.getClass().getRecordComponents()) {
            if (!leftOut.contains(component.getName()) && !same(value(component, a), value(component, b))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Object a, Object b) {
        if (a instanceof Pattern p && b instanceof Pattern q) {
            return p.pattern().equals(q.pattern()) && p.flags() == q.flags();
        }
        if (a instanceof Optional<?> x && b instanceof Optional<?> y) {
            return x.isPresent() == y.isPresent() && (x.isEmpty() || same(x.get(), y.get()));
        }
        if (a instanceof Record x && b instanceof Record y && x.getClass() == y.getClass()) {
            return alike(x, y, Set.of());
        }
        return a.equals(b);
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's component can be read", e);
        }
    }
}
