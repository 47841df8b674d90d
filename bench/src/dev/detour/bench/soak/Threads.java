package dev.detour.bench.soak;

import java.util.concurrent.ThreadFactory;

/** Threads that end with the soak. */
final class Threads {
    /** What may fail in a thread; said, for a soak whose hand has stopped is none. */
    interface Work {
        void run() throws Exception;
    }

    private Threads() {}

    static ThreadFactory daemon(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Interrupted at the end, which is no failure. */
    static Thread start(String name, Findings findings, Work work) {
        var thread = daemon(name).newThread(() -> {
            try {
                work.run();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                findings.add("harness", name + ": " + e);
                e.printStackTrace();
            }
        });
        thread.start();
        return thread;
    }
}
