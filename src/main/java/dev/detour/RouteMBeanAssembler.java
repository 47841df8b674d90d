package dev.detour;

import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.management.mbean.ManagedRoute;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;

/**
 * Assembles MBeans as Camel does, but describes routes once: what a route can be asked and told is the same for all of
 * them, and would take 50 KB for each region.
 */
final class RouteMBeanAssembler extends DefaultManagementMBeanAssembler {
    private final Map<Class<?>, ModelMBeanInfo> ofRoutes = new HashMap<>();

    RouteMBeanAssembler(CamelContext context) {
        super(context);
    }

    @Override
    public synchronized ModelMBean assemble(MBeanServer server, Object object, ObjectName name) throws JMException {
        if (!(object instanceof ManagedRoute)) {
            return super.assemble(server, object, name);
        }
        var info = ofRoutes.get(object.getClass());
        if (info == null) {
            info = assembler.getMBeanInfo(camelContext, object, null, name.toString());
            ofRoutes.put(object.getClass(), info);
        }
        boolean masks = Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
        var bean = new MixinRequiredModelMBean(info, masks, null, null);
        try {
            bean.setManagedResource(object, "ObjectReference");
        } catch (InvalidTargetObjectTypeException e) {
            throw new JMException(e.getMessage());
        }
        return bean;
    }
}
