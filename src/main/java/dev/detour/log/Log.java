package dev.detour.log;

import java.io.OutputStream;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The log's set-up, in code: log4j's files cost time at start, and there is nothing to choose but form and level. A
 * reader that stops reading costs log lines, never time: 4096 lines wait, then lines are dropped and counted.
 */
public final class Log {
    private static final int WAITING_LINES = 4096;
    private static final long FLUSH_MILLIS = 500;
    private static final AtomicLong DROPPED = new AtomicLong();
    /**
     * log4j holds its context by a weak reference until there is a logger: without this one, a garbage collection
     * between the set-up and the first logger takes the set-up away, and with it every line below ERROR.
     */
    private static final AtomicReference<LoggerContext> KEPT = new AtomicReference<>();

    private Log() {}

    public enum Form {
        JSON,
        TEXT
    }

    /**
     * Before the first logger is used. Detour logs from {@code level} on, everyone else from WARNING.
     *
     * @param level DEBUG, INFO, WARNING or ERROR; anything else is INFO
     */
    public static void start(Form form, String service, String level, OutputStream out) {
        // log4j's own complaints go to standard error, unbuffered: a stopped reader there would stop us.
        StatusLogger.getLogger().getFallbackListener().setLevel(Level.OFF);
        var configuration = new InCode(form, service, level(level), out);
        var context = Configurator.initialize(Log.class.getClassLoader(), configuration);
        if (context.getConfiguration() != configuration) {
            context.reconfigure(configuration);
        }
        KEPT.set(context);
    }

    /** Writes what waits, for half a second at most, and no more from then on. */
    public static void stop() {
        var stopping = new Thread(
                () -> {
                    if (org.apache.logging.log4j.LogManager.getContext(false) instanceof LoggerContext context) {
                        context.stop(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                    }
                },
                "log-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(2 * FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many lines were dropped since this was last asked. */
    static long takeDropped() {
        return DROPPED.getAndSet(0);
    }

    private static Level level(String name) {
        return switch (name) {
            case "DEBUG" -> Level.DEBUG;
            case "WARNING" -> Level.WARN;
            case "ERROR" -> Level.ERROR;
            default -> Level.INFO;
        };
    }

    private static final class InCode extends AbstractConfiguration {
        private final Form form;
        private final String service;
        private final Level level;
        private final OutputStream out;

        InCode(Form form, String service, Level level, OutputStream out) {
            super(null, ConfigurationSource.NULL_SOURCE);
            this.form = form;
            this.service = service;
            this.level = level;
            this.out = out;
            // The program stops the log itself, after everything else.
            isShutdownHookEnabled = false;
        }

        @Override
        protected void doConfigure() {
            var layout = form == Form.JSON ? new JsonLine(service) : new TextLine(ZoneId.systemDefault());
            // Started by the configuration's own start; a second one would give the asynchronous appender a second
            // thread, and two threads write lines in an order of their own.
            addAppender(OutputStreamAppender.createAppender(layout, null, out, "out", false, true));
            addAppender(new Dropped());
            var async = new AsyncAppender.Builder<>()
                    .setName("async")
                    .setConfiguration(this)
                    .setAppenderRefs(new AppenderRef[] {AppenderRef.createAppenderRef("out", null, null)})
                    .setErrorRef("dropped")
                    .setBlocking(false)
                    .setBufferSize(WAITING_LINES)
                    .setShutdownTimeout(FLUSH_MILLIS)
                    .build();
            addAppender(async);
            getRootLogger().addAppender(async, null, null);
            getRootLogger().setLevel(Level.WARN);
            addLogger("dev.detour", new LoggerConfig("dev.detour", level, true));
            // A client that leaves early is no error of ours.
            addLogger(
                    "io.vertx.ext.web.RoutingContext",
                    new LoggerConfig("io.vertx.ext.web.RoutingContext", Level.OFF, true));
            // What it warns of fails a step, which says it in words for people.
            addLogger("org.apache.sshd", new LoggerConfig("org.apache.sshd", Level.OFF, true));
        }
    }

    /** Gets what found no room. */
    private static final class Dropped extends AbstractAppender {
        Dropped() {
            super("dropped", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            DROPPED.incrementAndGet();
        }
    }
}
