package dev.detour.act;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * To whom this process may give a file of its own, as the kernel would have it (chown(2)).
 *
 * @param uid the effective user
 * @param groups the effective group and the supplementary ones
 * @param any whether to anybody ({@code CAP_CHOWN})
 */
record FileRights(int uid, Set<Integer> groups, boolean any) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Set<String> TOLD = Set.of("Uid", "Gid", "Groups", "CapEff");
    private static final FileRights UNKNOWN = new FileRights(0, Set.of(), true);

    /** Of this process. Where the kernel does not say, everything is taken to be allowed: who tries, finds out. */
    static FileRights own() {
        try {
            return Files.isReadable(STATUS) ? of(Files.readAllLines(STATUS)) : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** @param status lines as in proc(5): {@code Uid:}, {@code Gid:}, {@code Groups:}, {@code CapEff:} */
    static FileRights of(List<String> status) {
        Map<String, String[]> fields = new HashMap<>();
        for (String line : status) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon),
                        line.substring(colon + 1).strip().split("\\s+"));
            }
        }
        if (!fields.keySet().containsAll(TOLD)) {
            return UNKNOWN;
        }
        Set<Integer> groups = Arrays.stream(fields.get("Groups"))
                .filter(group -> !group.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        groups.add(Integer.valueOf(fields.get("Gid")[1]));
        boolean chown = new BigInteger(fields.get("CapEff")[0], 16).testBit(0);
        return new FileRights(Integer.parseInt(fields.get("Uid")[1]), groups, chown);
    }

    boolean mayGiveTo(int owner, int group) {
        return any || (owner == uid && groups.contains(group));
    }
}
