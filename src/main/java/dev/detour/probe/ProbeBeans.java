package dev.detour.probe;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/**
 * The beans that the probe routes name, a handful for each region. They are found by name only: Camel looks for beans of
 * many types whenever it makes a route or an endpoint, and would go through all of them each time. Safe from any thread.
 */
final class ProbeBeans implements BeanRepository {
    private final Map<String, Object> beans = new ConcurrentHashMap<>();
    private final Optional<Registry> instead;

    private ProbeBeans(Optional<Registry> instead) {
        this.instead = instead;
    }

    /** Where this context's routes find what is bound; in its own registry, where that takes no other beside it. */
    static ProbeBeans of(CamelContext context) {
        if (context.getRegistry() instanceof DefaultRegistry open && open.getRepositories() != null) {
            var beans = new ProbeBeans(Optional.empty());
            open.addBeanRepository(beans);
            return beans;
        }
        return new ProbeBeans(Optional.of(context.getRegistry()));
    }

    void bind(String name, Object bean) {
        beans.put(name, bean);
        instead.ifPresent(registry -> registry.bind(name, bean));
    }

    void unbind(String name) {
        beans.remove(name);
        instead.ifPresent(registry -> registry.unbind(name));
    }

    @Override
    public Object lookupByName(String name) {
        return beans.get(name);
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        var bean = beans.get(name);
        return type.isInstance(bean) ? type.cast(bean) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }
}
