package dev.detour.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a program that Detour replaces was told by its own variables, as a layer between the defaults and the file. */
interface Preset {
    /** Every preset; those that apply are added up. */
    List<Preset> ALL = List.of(new Seed1(), new Seed2(), new Seed3(Optional.empty()));

    /** {@code seed 1}. */
    String name();

    boolean applies(Sources sources);

    /** The group it adds, if it does. */
    Optional<String> group();

    /** What it reads beside the variables, there or not. */
    default List<Path> files(Sources sources) {
        return List.of();
    }

    /** Puts its values; called when file, command line and the groups' variables are in already. */
    void fill(Sources sources, Layers layers, Report report);
}
