package dev.detour.decision;

import java.util.List;

/**
 * Why a group does what it does, and what it would do next (SPEC §8, {@code explain}).
 *
 * @param wouldDo {@code hold} when it wants to switch and a gate holds, {@code switch}, or {@code nothing}
 * @param to where to, when there is a place; else null
 * @param gates all of them, in the order of {@link Gate}
 * @param whatIf per region: what would happen if it were DOWN now
 */
public record Explanation(
        String group,
        String wouldDo,
        String to,
        List<GroupView.GateView> gates,
        List<GroupView.RegionView> regions,
        List<WhatIf> whatIf) {
    public record WhatIf(String down, String then) {}
}
