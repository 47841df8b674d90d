package dev.detour.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options that verbs have in common, and short ways to write the others. */
final class Options {
    private Options() {}

    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("shows this")
                .build();
    }

    static OptionSpec region() {
        return OptionSpec.builder("-r", "--region")
                .type(String.class)
                .paramLabel("REGION")
                .description("puts this region first")
                .build();
    }

    static OptionSpec config() {
        return OptionSpec.builder("--config")
                .type(Path.class)
                .paramLabel("FILE")
                .description("instead of application.properties")
                .build();
    }

    static OptionSpec log() {
        return OptionSpec.builder("--log")
                .type(String.class)
                .paramLabel("json|text")
                .description("form of the log")
                .build();
    }

    static OptionSpec group() {
        return OptionSpec.builder("-g", "--group")
                .type(String.class)
                .paramLabel("GROUP")
                .description("where there is more than one")
                .build();
    }

    static OptionSpec output() {
        return OptionSpec.builder("-o", "--output")
                .type(String.class)
                .paramLabel("table|json")
                .description("form of the answer")
                .build();
    }

    static OptionSpec duration() {
        return option("--for", "DURATION", "so long (2h); else until it is ended");
    }

    static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec flag(String name, String description) {
        return flag(new String[] {name}, description);
    }

    static OptionSpec flag(String[] names, String description) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    static PositionalParamSpec positional(String label, boolean required, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .index("0")
                .arity(required ? "1" : "0..1")
                .required(required)
                .paramLabel(label)
                .description(description)
                .build();
    }

    static PositionalParamSpec files(String label, String description) {
        return PositionalParamSpec.builder()
                .type(String[].class)
                .index("0..*")
                .arity("1..*")
                .required(true)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
