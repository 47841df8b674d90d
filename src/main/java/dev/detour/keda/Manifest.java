package dev.detour.keda;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * ScaledObjects for a group, one per region, each for that region's cluster. The trigger asks Detour for the wanted
 * replicas themselves, with a target of one each: KEDA scales to value divided by target, so a bare 0 or 1 would never
 * get further than one replica.
 *
 * @param url of the controller, as the clusters reach it, without a path
 * @param up replicas while no other region is DOWN
 * @param down replicas while one is
 */
public record Manifest(
        String group, List<String> regions, String url, String deployment, String namespace, int up, int down) {
    private static final String OBJECT = """
            # In the cluster of %1$s: %7$d replicas while no other region of %2$s is DOWN, else %8$d.
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata:
              name: %3$s-failover
              namespace: %4$s
            spec:
              scaleTargetRef:
                kind: Deployment
                name: %3$s
              minReplicaCount: %5$d
              maxReplicaCount: %6$d
              pollingInterval: 15
              cooldownPeriod: 120
              # Detour not to be reached: as many as there are, and no fewer than usual.
              fallback:
                failureThreshold: 3
                replicas: %7$d
                behavior: currentReplicasIfHigher
              triggers:
              - type: metrics-api
                metadata:
                  url: "%9$s"
                  valueLocation: "value"
                  targetValue: "1"
                  activationTargetValue: "0"
            """;

    public Manifest {
        regions = List.copyOf(regions);
    }

    /** YAML, a document per region. */
    public String yaml() {
        return String.join("---\n", regions.stream().map(this::yaml).toList());
    }

    private String yaml(String region) {
        return OBJECT.formatted(
                region,
                group,
                deployment,
                namespace,
                Math.min(up, down),
                Math.max(1, Math.max(up, down)),
                up,
                down,
                url + "/metric/" + encoded(group) + "/" + encoded(region) + "?format=replicas&up=" + up + "&down="
                        + down);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
