package dev.detour;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.detour.act.EnvFiles;
import dev.detour.act.Fleet;
import dev.detour.act.FleetSsh;
import dev.detour.act.Restarter;
import dev.detour.control.Controllers;
import dev.detour.decision.Timeline;
import dev.detour.serve.Api;
import dev.detour.tell.Notices;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The rooms of DESIGN and the doors between them. What the core may know is {@code decision.LayersTest}'s, what the
 * response cache may know {@code gateway.cache.PurityTest}'s.
 */
class RoomsTest {
    private static final String HOUSE = "dev.detour";

    private static final JavaClasses MAIN = read(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);

    /**
     * Who may know whom. {@code decision} is the core, {@code config} what all are configured by, {@code halt} where
     * tests stop a process, {@code store} what is remembered, {@code control} the heart that all shell parts serve. Any
     * other arrow is a feature that knows another, and has its reason here.
     */
    private static final Map<String, Set<String>> DOORS = Map.ofEntries(
            entry("decision", Set.of()),
            entry("halt", Set.of()),
            entry("config", Set.of("decision")),
            entry("store", Set.of("decision", "halt")),
            entry("control", Set.of("config", "decision", "halt", "store")),
            entry("act", Set.of("config", "control", "decision", "halt")),
            entry("probe", Set.of("config", "control", "decision")),
            entry("tell", Set.of("config", "decision")),
            entry("log", Set.of("config", "decision")),
            entry("gateway", Set.of("config", "decision", "gateway.cache")),
            entry("gateway.cache", Set.of()),
            // One server, one guard: the gateway's path stands in it, and its upstreams in the status.
            entry("serve", Set.of("config", "control", "decision", "gateway", "store")),
            // An edit ends and makes probes, each under its own name.
            entry("reload", Set.of("config", "control", "decision", "probe", "store")),
            entry("simulate", Set.of("config", "control", "decision", "store")),
            entry("report", Set.of("config", "decision", "store")),
            // It asks each feature how it is.
            entry("doctor", Set.of("act", "config", "control", "datadog", "decision", "probe", "store")),
            // The form of the log is a word of the command line.
            entry("cli", Set.of("config", "log")),
            entry("datadog", Set.of()),
            entry("demo", Set.of()),
            entry("keda", Set.of()));

    /** Whose work it is to speak with Camel; whatever else routes call is plain Java (STYLE). */
    private static final Map<String, Set<String>> CAMELS_NEIGHBOURS = Map.of(
            // Camel asks for placeholders by its own interface.
            "config", Set.of("DetourPropertiesSource", "LivePlaceholders"),
            // Effects, and hosts, go to routes by a template.
            "control", Set.of("CamelRoutes"),
            // And camel-exec's extension point runs the command.
            "act", Set.of("HostRoute", "RestartCommand"),
            // Makes routes from templates, and what they refer to; camel-http's and the scheduler's extension points.
            "probe", Set.of("ProbeBeans", "ProbeHttpComponent", "ProbeRoutes", "Probes", "RouteSchedule"),
            // Exchanges routes.
            "reload", Set.of("Exchange", "RouteExchange", "RouteFiles"),
            // Stand on the router that Camel brings, beside its routes; health and metrics are Camel's.
            "serve", Set.of("GatewayPath", "Metrics", "Page", "Paths", "Server"),
            // direct:execute, and upstreams that are routes.
            "gateway", Set.of("CamelFields", "CamelThrough", "ExecuteRoute"));

    /** Who waits for a program of somebody else's that gives no sign when it is so far. */
    private static final Set<String> WAIT_FOR_OTHERS = Set.of(
            "dev.detour.Rehearsal",
            "dev.detour.act.ProcessTree",
            "dev.detour.act.SupervisorRestart",
            "dev.detour.act.SystemdRestart",
            "dev.detour.act.WriteSecond");

    /** Our classes alone: of others the name is enough, and to read them takes half a minute. */
    private static JavaClasses read(ImportOption... options) {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter(List.of(options)).importPackages(HOUSE);
        });
    }

    private static String room(JavaClass c) {
        var name = c.getBaseComponentType().getPackageName();
        return name.startsWith(HOUSE + ".") ? name.substring(HOUSE.length() + 1) : "";
    }

    private static boolean isOurs(JavaClass c) {
        return c.getBaseComponentType().getPackageName().startsWith(HOUSE);
    }

    private static String topLevel(JavaClass c) {
        return c.getName().replaceFirst("\\$.*", "");
    }

    /** Every arrow there is between two rooms, by where it begins. */
    private static Map<String, Set<String>> arrows() {
        var found = new TreeMap<String, Set<String>>();
        for (var c : MAIN) {
            var to = found.computeIfAbsent(room(c), room -> new TreeSet<>());
            c.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(RoomsTest::isOurs)
                    .map(RoomsTest::room)
                    .filter(room -> !room.equals(room(c)))
                    .forEach(to::add);
        }
        return found;
    }

    @Test
    void featuresMeetInTheWiringAndThroughNoDoorButThese() {
        var arrows = arrows();
        arrows.remove("");
        assertThat(arrows).isEqualTo(new TreeMap<>(DOORS));
    }

    @Test
    void roomsGoInNoCircle() {
        slices().matching(HOUSE + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void whatRoutesCallIsPlainJava() {
        classes()
                .that(DescribedPredicate.describe(
                        "are not Camel's neighbours",
                        c -> !room(c).isEmpty()
                                && !room(c).equals("datadog")
                                && !CAMELS_NEIGHBOURS
                                        .getOrDefault(room(c), Set.of())
                                        .contains(topLevel(c).substring(HOUSE.length() + room(c).length() + 2))))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.apache.camel..")
                .check(MAIN);
        for (var bean : Set.of(
                Api.class,
                Controllers.class,
                EnvFiles.class,
                Fleet.class,
                FleetSsh.class,
                Notices.class,
                Restarter.class,
                Timeline.class)) {
            assertThat(CAMELS_NEIGHBOURS.getOrDefault(room(MAIN.get(bean)), Set.of()))
                    .as("beans by the name detour… are called by routes")
                    .doesNotContain(bean.getSimpleName());
        }
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HOUSE)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    @Test
    void nobodySleepsInsteadOfWaiting() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "do not wait for other people's programs", c -> !WAIT_FOR_OTHERS.contains(topLevel(c))))
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .check(read());
    }
}
