package dev.detour;

/** The version of the program. */
final class Version {
    private Version() {}

    /** As the jar's manifest says; {@code development} when run from classes. */
    static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
