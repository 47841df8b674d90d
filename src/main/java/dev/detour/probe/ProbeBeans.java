package dev.detour.probe;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;

/**
 * The beans that the probe routes name, a handful for each region. They are found by name only: Camel looks for beans of
 * many types whenever it makes a route or an endpoint, and would go through all of them each time. Safe from any thread.
 */
final class ProbeBeans implements BeanRepository {
    private final Map<String, Object> beans = new ConcurrentHashMap<>();

    /** A repository that this context's routes look into. */
    static ProbeBeans addTo(CamelContext context) {
        var beans = new ProbeBeans();
        context.getRegistry(DefaultRegistry.class).addBeanRepository(beans);
        return beans;
    }

    void bind(String name, Object bean) {
        beans.put(name, bean);
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
