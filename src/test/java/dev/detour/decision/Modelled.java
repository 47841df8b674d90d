package dev.detour.decision;

import java.util.Optional;

/** A journal that is a list, an env file that is a word. */
final class Modelled implements Outside {
    private final World w;

    Modelled(World w) {
        this.w = w;
    }

    @Override
    public Optional<String> append(Event event, Transition step) {
        return w.storeWorks ? Optional.empty() : Optional.of("disk full");
    }

    @Override
    public Optional<String> work(Effect.RunStep run, boolean fails) {
        if (fails) {
            return Optional.of("it broke");
        }
        if (run.step().equals("write-env")) {
            w.envFile = run.decision().to();
        } else if (run.step().equals("restart") && !(run.ensure() && w.envFile.equals(w.application))) {
            w.application = w.envFile;
            w.restarts++;
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> envRegion() {
        return Optional.ofNullable(w.envFile);
    }

    @Override
    public void crash(boolean machine) {
        for (int i = w.journal.size() - 1;
                machine && i >= 0 && !w.journal.get(i).vital();
                i--) {
            w.disk = i == 0 ? DurableState.empty() : w.journal.get(i - 1).durable();
        }
    }
}
