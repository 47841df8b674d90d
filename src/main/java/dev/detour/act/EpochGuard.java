package dev.detour.act;

/**
 * Tells whether an epoch may still change the world (DESIGN S5). Asked right before each change, with the env file's or
 * the programs' lock held: an implementation must not wait for a step to end.
 */
@FunctionalInterface
public interface EpochGuard {
    /** False once {@code epoch} was superseded or cancelled. Safe from any thread. */
    boolean current(String group, long epoch);

    /** Throws unless {@code epoch} is current. */
    default void require(String group, long epoch) {
        if (!current(group, epoch)) {
            throw new StepFailedException("epoch " + epoch + " is superseded by a newer decision");
        }
    }
}
