package dev.detour.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Manifests of Kubernetes in one file, and what of its API they may use: a misspelt field is otherwise dropped in silence. */
final class Manifests {
    /** The fields of the API that these manifests are made of, by the field they stand in. */
    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            Map.entry("", Set.of("apiVersion", "kind", "metadata", "spec", "data", "automountServiceAccountToken")),
            Map.entry("metadata", Set.of("name", "labels", "annotations")),
            Map.entry(
                    "StatefulSet.spec",
                    Set.of("replicas", "serviceName", "selector", "template", "volumeClaimTemplates")),
            Map.entry(
                    "template.spec",
                    Set.of(
                            "serviceAccountName",
                            "automountServiceAccountToken",
                            "enableServiceLinks",
                            "terminationGracePeriodSeconds",
                            "securityContext",
                            "containers",
                            "volumes")),
            Map.entry(
                    "containers",
                    Set.of(
                            "name",
                            "image",
                            "imagePullPolicy",
                            "ports",
                            "securityContext",
                            "startupProbe",
                            "livenessProbe",
                            "readinessProbe",
                            "resources",
                            "volumeMounts")),
            Map.entry(
                    "securityContext",
                    Set.of(
                            "runAsNonRoot",
                            "runAsUser",
                            "runAsGroup",
                            "fsGroup",
                            "fsGroupChangePolicy",
                            "seccompProfile",
                            "allowPrivilegeEscalation",
                            "readOnlyRootFilesystem",
                            "capabilities")),
            Map.entry("startupProbe", Set.of("httpGet", "periodSeconds", "timeoutSeconds", "failureThreshold")),
            Map.entry("livenessProbe", Set.of("httpGet", "periodSeconds", "timeoutSeconds", "failureThreshold")),
            Map.entry("readinessProbe", Set.of("httpGet", "periodSeconds", "timeoutSeconds", "failureThreshold")),
            Map.entry("volumeMounts", Set.of("name", "mountPath", "readOnly")),
            Map.entry("volumes", Set.of("name", "configMap", "secret", "emptyDir")),
            Map.entry("Service.spec", Set.of("publishNotReadyAddresses", "selector", "ports")),
            Map.entry("PodDisruptionBudget.spec", Set.of("maxUnavailable", "unhealthyPodEvictionPolicy", "selector")),
            Map.entry("NetworkPolicy.spec", Set.of("podSelector", "policyTypes", "ingress", "egress")),
            Map.entry("ingress", Set.of("from", "ports")),
            Map.entry("egress", Set.of("to", "ports")),
            Map.entry("from", Set.of("podSelector", "namespaceSelector", "ipBlock")),
            Map.entry("to", Set.of("podSelector", "namespaceSelector", "ipBlock")),
            Map.entry("ipBlock", Set.of("cidr", "except")));

    private final List<Map<String, Object>> all = new ArrayList<>();

    private Manifests(Path file) throws IOException {
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
            all.add(map(document));
        }
    }

    static Manifests read(Path file) throws IOException {
        return new Manifests(file);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    static Map<String, Object> in(Map<String, Object> from, String... path) {
        var at = from;
        for (var key : path) {
            at = map(at.get(key));
        }
        return at;
    }

    private Map<String, Object> of(String kind) {
        return all.stream().filter(m -> m.get("kind").equals(kind)).findFirst().orElseThrow();
    }

    Map<String, Object> at(String kind, String... path) {
        return in(of(kind), path);
    }

    String name(String kind) {
        return at(kind, "metadata").get("name").toString();
    }

    List<String> kinds() {
        return all.stream().map(m -> m.get("apiVersion") + " " + m.get("kind")).toList();
    }

    Map<String, Object> container() {
        return map(((List<?>) at("StatefulSet", "spec", "template", "spec").get("containers")).get(0));
    }

    Set<String> mounts() {
        return names(container().get("volumeMounts"));
    }

    /** Those of the pod, and those that are claimed for it. */
    Set<String> volumes() {
        var names = names(at("StatefulSet", "spec", "template", "spec").get("volumes"));
        for (var claim : (List<?>) at("StatefulSet", "spec").get("volumeClaimTemplates")) {
            names.add(in(map(claim), "metadata").get("name").toString());
        }
        return names;
    }

    private static Set<String> names(Object list) {
        var names = new HashSet<String>();
        for (var item : (List<?>) list) {
            names.add(map(item).get("name").toString());
        }
        return names;
    }

    List<String> unknownFields() {
        var unknown = new ArrayList<String>();
        for (var manifest : all) {
            walk(manifest, "", manifest.get("kind").toString(), unknown);
        }
        return unknown;
    }

    private static void walk(Object value, String in, String parent, List<String> unknown) {
        if (value instanceof List<?> list) {
            list.forEach(item -> walk(item, in, parent, unknown));
        } else if (value instanceof Map<?, ?>) {
            var known = KNOWN.getOrDefault(parent + "." + in, KNOWN.get(in));
            for (var field : map(value).entrySet()) {
                if (known != null && !known.contains(field.getKey())) {
                    unknown.add(parent + "." + in + "." + field.getKey());
                }
                walk(field.getValue(), field.getKey(), in.isEmpty() ? parent : in, unknown);
            }
        }
    }
}
