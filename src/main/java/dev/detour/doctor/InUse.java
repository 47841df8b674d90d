package dev.detour.doctor;

import dev.detour.act.EnvFiles;
import dev.detour.config.Settings;
import dev.detour.decision.GroupRules.Scope;
import dev.detour.decision.Via;
import java.util.Optional;

/** Which region a group uses, as far as can be told without the controller: what the env file names, else the first. */
public final class InUse {
    private InUse() {}

    public static String region(Settings.Group group) {
        var regions = group.rules().regions();
        return group.envFile()
                .flatMap(file -> EnvFiles.envRegion(file, regions))
                .orElse(regions.get(0).name());
    }

    /** The URL that a region is to be asked by now; empty when it is unprobed. */
    public static Optional<Via> via(Settings.Group group, String region) {
        boolean reached = group.rules().scope() == Scope.ALL || region.equals(region(group));
        var via = reached ? Via.PROBE_URL : Via.CANDIDATE_URL;
        var urls = reached ? group.probe().urls() : group.probe().candidateUrls();
        return urls.containsKey(region) ? Optional.of(via) : Optional.empty();
    }
}
