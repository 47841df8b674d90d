package dev.detour.config;

/**
 * How many hosts are restarted at a time.
 *
 * @param share a count, or a percentage of the hosts
 */
public record FleetWave(int share, boolean percent) {
    /** All at once. */
    public static final FleetWave ALL = new FleetWave(100, true);

    /** At least one; a percentage is rounded up. */
    public int of(int hosts) {
        int size = percent ? (hosts * share + 99) / 100 : share;
        return Math.max(1, Math.min(size, Math.max(1, hosts)));
    }

    /** How many waves so many hosts need. */
    public int waves(int hosts) {
        return (hosts + of(hosts) - 1) / of(hosts);
    }
}
