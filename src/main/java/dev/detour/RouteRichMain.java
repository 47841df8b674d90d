package dev.detour;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;

/**
 * Camel's main with a context that bears thousands of routes. Adding a route first removes the one of that name, and for
 * that Camel 4.17 walks through every service of every route there is, before it looks whether there is any: a thousand
 * regions took minutes. Here it looks first.
 */
final class RouteRichMain extends Main {
    @Override
    protected CamelContext createCamelContext() {
        var context = new Context();
        context.getCamelContextExtension().setRegistry(registry);
        context.getCamelContextExtension().setManagementMBeanAssembler(new RouteMBeanAssembler(context));
        context.getGlobalOptions().put("CamelMainClass", Main.class.getName());
        return context;
    }

    private static final class Context extends DefaultCamelContext {
        Context() {
            super(false);
        }

        @Override
        protected boolean removeRoute(String id, LoggingLevel level) throws Exception {
            return getRouteStatus(id) != null && super.removeRoute(id, level);
        }
    }
}
