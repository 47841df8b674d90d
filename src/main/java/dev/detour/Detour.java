package dev.detour;

/** The program: {@code java -jar detour.jar VERB}. */
public final class Detour {
    private Detour() {}

    public static void main(String[] args) {
        System.out.println("detour");
    }
}
