package dev.detour.keda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What of a ScaledObject decides how many replicas there are.
 *
 * @param name {@code namespace/name}
 * @param min zero where nothing is said, as KEDA has it
 * @param max a hundred likewise
 * @param triggers those of type {@code metrics-api}
 */
record ScaledObject(String name, long min, long max, Map<?, ?> fallback, List<Trigger> triggers) {
    /**
     * One trigger.
     *
     * @param number from 1, of all the object's triggers
     * @param metricType {@code AverageValue} where nothing is said, as KEDA has it
     */
    record Trigger(int number, String metricType, Map<?, ?> metadata) {}

    /** Every ScaledObject among the documents; other kinds are left out. */
    static List<ScaledObject> read(String yaml) throws Malformed {
        var objects = new ArrayList<ScaledObject>();
        try {
            for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
                var object = map(document);
                if ("ScaledObject".equals(object.get("kind"))) {
                    objects.add(of(object));
                }
            }
        } catch (StackOverflowError e) {
            // The parser goes down a call for each level, and has no limit of its own.
            throw new Malformed("not YAML that anybody writes: nested too deep");
        } catch (YamlEngineException e) {
            throw new Malformed("not YAML: " + String.valueOf(e.getMessage()).strip());
        }
        return objects;
    }

    private static ScaledObject of(Map<?, ?> object) throws Malformed {
        var meta = map(object.get("metadata"));
        var name = (meta.containsKey("namespace") ? meta.get("namespace") + "/" : "") + meta.get("name");
        var spec = map(object.get("spec"));
        var triggers = new ArrayList<Trigger>();
        if (spec.get("triggers") instanceof List<?> all) {
            for (int i = 0; i < all.size(); i++) {
                var trigger = map(all.get(i));
                if ("metrics-api".equals(trigger.get("type"))) {
                    var type = trigger.get("metricType");
                    triggers.add(new Trigger(
                            i + 1, type == null ? "AverageValue" : type.toString(), map(trigger.get("metadata"))));
                }
            }
        }
        return new ScaledObject(
                name,
                count(name, spec, "minReplicaCount", 0),
                count(name, spec, "maxReplicaCount", 100),
                map(spec.get("fallback")),
                triggers);
    }

    private static long count(String name, Map<?, ?> spec, String key, long standard) throws Malformed {
        var value = spec.get(key);
        if (value == null) {
            return standard;
        }
        if (value instanceof Integer n && n >= 0) {
            return n;
        }
        throw new Malformed(name + ": " + key + " is no whole number: " + value);
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
