package dev.detour.act;

import dev.detour.decision.Decision;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * camel-exec's two extension points, bean {@code detourRestartCommand}. As binding it takes the command from the
 * configuration and the decision in the body alone, so that no header of a message reaches a command line; as executor it
 * runs it with {@link ProcessRunner}. The body stays as it is. Safe from any thread.
 */
public final class RestartCommand implements ExecBinding, ExecCommandExecutor {
    private final Restarter restarter;

    public RestartCommand(Restarter restarter) {
        this.restarter = restarter;
    }

    /** What {@link #readInput} hands to {@link #execute}; Camel prints it. */
    private static final class OfDecision extends ExecCommand {
        private static final long serialVersionUID = 1L;
        private final transient Decision decision;
        private final transient ProcessRunner.Command command;

        OfDecision(Decision decision, ProcessRunner.Command command) {
            super(
                    command.argv().get(0),
                    List.of(),
                    null,
                    command.timeout().toMillis(),
                    Set.of(),
                    InputStream.nullInputStream(),
                    null,
                    false,
                    LoggingLevel.DEBUG);
            this.decision = decision;
            this.command = command;
        }

        @Override
        public String toString() {
            return command.toString();
        }
    }

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        Decision decision =
                Objects.requireNonNull(exchange.getMessage().getBody(Decision.class), "body is no decision");
        return new OfDecision(decision, restarter.command(decision));
    }

    /** @throws StepFailedException for every way in which the command did not end well */
    @Override
    public ExecResult execute(ExecCommand command) {
        OfDecision step = (OfDecision) command;
        ProcessRunner.Result result = restarter.run(step.decision, step.command);
        return new ExecResult(command, new ByteArrayInputStream(result.output()), null, result.exit());
    }

    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.setVariable("exitStatus", result.getExitValue());
    }
}
