package dev.detour.keda;

import dev.detour.keda.ScaledObject.Trigger;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says what KEDA would make of ScaledObjects with metrics-api triggers: which keys it does not read or refuses, and how many
 * replicas come of the values that Detour answers. By KEDA's documentation of the metrics-api scaler (2.x) and the
 * horizontal autoscaler's of Kubernetes: with an average value the replicas are value divided by target, rounded up.
 */
public final class Lint {
    private static final Set<String> KNOWN = Set.of(
            "url",
            "valueLocation",
            "targetValue",
            "activationTargetValue",
            "format",
            "unsafeSsl",
            "authMode",
            "method",
            "keyParamName",
            "aggregateFromKubeServiceEndpoints",
            "aggregationType",
            "metricName");
    private static final Map<String, String> MEANT =
            Map.of("threshold", "targetValue", "activationThreshold", "activationTargetValue");
    private static final Pattern REPLICAS = Pattern.compile("[?&](up|down)=([0-9]{1,4})");

    private final ScaledObject object;
    private final Trigger trigger;
    private final List<String> problems = new ArrayList<>();

    /**
     * What was found of one trigger.
     *
     * @param object {@code namespace/name}
     * @param trigger its number in the object, from 1
     * @param problems what KEDA refuses, does not read, or what defeats the purpose
     * @param yields a line per value: how many replicas come of it
     */
    public record Found(String object, int trigger, List<String> problems, List<Yield> yields) {}

    /** @param replicas in words where it is no number: KEDA refuses the trigger, or it depends */
    public record Yield(String value, String replicas) {}

    private Lint(ScaledObject object, Trigger trigger) {
        this.object = object;
        this.trigger = trigger;
    }

    /**
     * Looks at every metrics-api trigger of every ScaledObject in it.
     *
     * @throws Malformed when it is not YAML, or holds no such trigger
     */
    public static List<Found> of(String yaml) throws Malformed {
        var found = new ArrayList<Found>();
        for (var object : ScaledObject.read(yaml)) {
            for (var trigger : object.triggers()) {
                found.add(new Lint(object, trigger).look());
            }
        }
        if (found.isEmpty()) {
            throw new Malformed("no ScaledObject with a metrics-api trigger is in it");
        }
        return found;
    }

    private Found look() {
        unread();
        method();
        needed();
        texts();
        fallback();
        var yields = yields();
        if (target().isPresent()
                && yields.get(0).replicas().equals(yields.get(1).replicas())) {
            problems.add("both values give the same number of replicas, so a failover scales nothing; "
                    + "ask for /metric/<group>/<region>?format=replicas&up=N&down=M with targetValue \"1\"");
        }
        return new Found(object.name(), trigger.number(), List.copyOf(problems), yields);
    }

    private void unread() {
        for (var key : trigger.metadata().keySet()) {
            if (MEANT.containsKey(key)) {
                problems.add(key + " is not read by metrics-api; write " + MEANT.get(key) + meant(key));
            } else if (!KNOWN.contains(String.valueOf(key))
                    && !String.valueOf(key).endsWith("FromEnv")) {
                problems.add(key + " is not read by metrics-api; remove it");
            }
        }
    }

    /** What would come of a misnamed target. */
    private String meant(Object key) {
        var target = number(String.valueOf(key)).filter(t -> t.signum() > 0);
        return !key.equals("threshold")
                        || target.isEmpty()
                        || trigger.metadata().containsKey("targetValue")
                ? ""
                : "; with targetValue \"" + target.get().toPlainString() + "\" in its place: "
                        + values().stream()
                                .map(v -> "value " + v + " → " + replicas(v, target.get()))
                                .collect(Collectors.joining(", "));
    }

    /** It says where an API key goes, and nothing of HTTP. */
    private void method() {
        if (methodIsRefused()) {
            problems.add("method is where an API key goes, header or query; KEDA refuses "
                    + trigger.metadata().get("method") + "; remove it");
        }
    }

    private boolean methodIsRefused() {
        var method = trigger.metadata().get("method");
        return method != null && !method.equals("header") && !method.equals("query");
    }

    private void needed() {
        for (var key : List.of("url", "valueLocation", "targetValue")) {
            if (trigger.metadata().get(key) == null) {
                var form = key.equals("valueLocation") ? "; write valueLocation: \"value\"" : "";
                problems.add(key + " is missing, without which KEDA refuses the trigger" + form);
            }
        }
        if (trigger.metadata().containsKey("targetValue") && target().isEmpty()) {
            problems.add("targetValue is no number above 0");
        }
        var location = trigger.metadata().get("valueLocation");
        if (location != null && !location.equals("value")) {
            problems.add("valueLocation is " + location + ", but Detour answers {\"value\":n}");
        }
        if (String.valueOf(trigger.metadata().get("url")).matches(".*[<>].*")) {
            problems.add("url still has a place to be filled in");
        }
    }

    /** The metadata of a trigger are texts; Kubernetes refuses the object otherwise. */
    private void texts() {
        trigger.metadata().forEach((key, value) -> {
            if (!(value instanceof String)) {
                problems.add(key + " is not a text, so Kubernetes refuses it; write " + key + ": \"" + value + "\"");
            }
        });
    }

    private void fallback() {
        if (object.fallback().isEmpty()) {
            problems.add("no fallback: what happens while Detour cannot be reached is left to chance; "
                    + "write one with behavior: currentReplicasIfHigher");
        } else if (!"currentReplicasIfHigher".equals(object.fallback().get("behavior"))) {
            problems.add("fallback without behavior: currentReplicasIfHigher takes replicas away "
                    + "when Detour cannot be reached during a failover");
        }
    }

    private Optional<BigDecimal> target() {
        return number("targetValue").filter(target -> target.signum() > 0);
    }

    private Optional<BigDecimal> number(String key) {
        try {
            return Optional.ofNullable(trigger.metadata().get(key))
                    .map(v -> new BigDecimal(v.toString().strip()))
                    .filter(Lint::isFloat);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** KEDA reads floats of 64 bits; what is beyond them is no number there, and digits without end here. */
    private static boolean isFloat(BigDecimal number) {
        long exponent = (long) number.precision() - number.scale();
        return number.signum() == 0 || exponent > -300 && exponent < 300;
    }

    private List<Yield> yields() {
        return values().stream()
                .map(v -> new Yield(
                        v.toString(),
                        target().isEmpty() || methodIsRefused()
                                ? "as many as there are: KEDA refuses the trigger"
                                : replicas(v, target().get())))
                .toList();
    }

    /** 0 and 1, or the replicas that the URL asks for. */
    private List<BigDecimal> values() {
        var url = String.valueOf(trigger.metadata().get("url"));
        var low = "0";
        var high = "1";
        if (url.contains("format=replicas")) {
            Matcher matcher = REPLICAS.matcher(url);
            while (matcher.find()) {
                low = matcher.group(1).equals("up") ? matcher.group(2) : low;
                high = matcher.group(1).equals("down") ? matcher.group(2) : high;
            }
        }
        return List.of(new BigDecimal(low), new BigDecimal(high));
    }

    private String replicas(BigDecimal value, BigDecimal target) {
        if (!trigger.metricType().equals("AverageValue")) {
            return "current × " + value + "/" + target.toPlainString() + " (metricType " + trigger.metricType() + ")";
        }
        boolean active = value.compareTo(number("activationTargetValue").orElse(BigDecimal.ZERO)) > 0;
        if (object.min() == 0 && !active) {
            return "0";
        }
        var most = BigDecimal.valueOf(object.max());
        long wanted = value.divide(target, 0, RoundingMode.CEILING).min(most).longValue();
        return String.valueOf(Math.max(Math.max(1, object.min()), wanted));
    }
}
