package dev.detour.decision;

import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The health of each configured region, in the list's order. Every event takes a copy, and there may be thousands of
 * regions: so it is an array, beside an index that all copies share as long as the list of regions stays.
 *
 * <p>The regions are fixed: {@link #put} of another one is refused.
 */
final class Healths extends AbstractMap<String, RegionHealth> {
    private final List<Region> regions;
    private final Map<String, Integer> index;
    private final RegionHealth[] all;

    private Healths(List<Region> regions, Map<String, Integer> index, RegionHealth[] all) {
        this.regions = regions;
        this.index = index;
        this.all = all;
    }

    /** What is known of these regions; of the others nothing is known since {@code now}. */
    static Healths of(List<Region> regions, Map<String, RegionHealth> known, Instant now) {
        if (known instanceof Healths same && same.regions == regions) {
            return new Healths(regions, same.index, same.all.clone());
        }
        var index = new HashMap<String, Integer>();
        var all = new RegionHealth[regions.size()];
        for (int i = 0; i < all.length; i++) {
            String name = regions.get(i).name();
            index.put(name, i);
            RegionHealth was = known.get(name);
            all[i] = was == null ? RegionHealth.unknown(now) : was;
        }
        return new Healths(regions, index, all);
    }

    @Override
    public RegionHealth get(Object name) {
        Integer i = index.get(name);
        return i == null ? null : all[i];
    }

    /** Of the nth region of the list. */
    RegionHealth at(int n) {
        return all[n];
    }

    @Override
    public boolean containsKey(Object name) {
        return index.containsKey(name);
    }

    /** @throws IllegalArgumentException when the region is none of these */
    @Override
    public RegionHealth put(String name, RegionHealth health) {
        Integer i = index.get(name);
        if (i == null) {
            throw new IllegalArgumentException("no region " + name);
        }
        RegionHealth was = all[i];
        all[i] = health;
        return was;
    }

    @Override
    public void replaceAll(BiFunction<? super String, ? super RegionHealth, ? extends RegionHealth> by) {
        for (int i = 0; i < all.length; i++) {
            all[i] = by.apply(regions.get(i).name(), all[i]);
        }
    }

    @Override
    public List<RegionHealth> values() {
        return List.of(all);
    }

    @Override
    public Set<Entry<String, RegionHealth>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, RegionHealth>> iterator() {
                return IntStream.range(0, all.length)
                        .mapToObj(i -> Map.entry(regions.get(i).name(), all[i]))
                        .iterator();
            }

            @Override
            public int size() {
                return all.length;
            }
        };
    }
}
