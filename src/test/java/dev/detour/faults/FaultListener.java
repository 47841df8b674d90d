package dev.detour.faults;

import dev.detour.faults.FaultRecord.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Records for every test that carries a row's id what came of it, and each failure of the others, into {@link
 * FaultRecords}. JUnit finds it through {@code META-INF/services}.
 */
public final class FaultListener implements TestExecutionListener {
    private final Catalogue catalogue = Catalogue.read();
    private final FaultRecords records = FaultRecords.ofThisRun();
    private final Map<String, Long> began = new ConcurrentHashMap<>();
    private volatile TestPlan plan;

    /** Not before: Surefire makes a listener of its own in Maven's process, which knows of no run, only to list the tests. */
    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        records.removeOthers();
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        began.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        recordAll(test, Result.NOT_RUN, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult ended) {
        var result =
                switch (ended.getStatus()) {
                    case SUCCESSFUL -> Result.PASSED;
                    case ABORTED -> Result.NOT_RUN;
                    case FAILED -> Result.FAILED;
                };
        var why = ended.getThrowable().map(FaultListener::words).orElse(null);
        if (test.isTest()) {
            record(test, result, why);
        } else if (result != Result.PASSED) {
            // A class whose world could not be built, or torn down: none of its tests counts.
            recordAll(test, result, why);
        }
    }

    private void recordAll(TestIdentifier above, Result result, String why) {
        record(above, result, why);
        plan.getDescendants(above).forEach(test -> record(test, result, why));
    }

    private void record(TestIdentifier test, Result result, String why) {
        var source = test.getSource().orElse(null);
        var ids = source instanceof MethodSource method ? Catalogue.idsOf(method.getJavaMethod()) : List.<String>of();
        var name = source instanceof MethodSource method
                ? Catalogue.name(method.getJavaMethod())
                : source instanceof ClassSource type ? type.getJavaClass().getSimpleName() : test.getDisplayName();
        long since = began.getOrDefault(test.getUniqueId(), System.nanoTime());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        for (var id : ids) {
            var fault = catalogue.row(id).map(Row::fault).orElse(null);
            records.add(new FaultRecord(id, fault, name, result, millis, why));
        }
        if (ids.isEmpty() && result == Result.FAILED) {
            records.add(new FaultRecord(null, null, name, result, millis, why));
        }
    }

    private static String words(Throwable thrown) {
        return Optional.ofNullable(thrown.getMessage()).orElseGet(thrown::toString);
    }
}
