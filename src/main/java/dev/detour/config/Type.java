package dev.detour.config;

/**
 * What a key's value must be.
 *
 * @param name in a word or two, for the documentation
 * @param free whether blanks around the text belong to it
 */
record Type<T>(String name, Reader<T> reader, boolean free) {
    Type(String name, Reader<T> reader) {
        this(name, reader, false);
    }

    interface Reader<T> {
        T read(String text) throws Wrong;
    }

    T read(String text) throws Wrong {
        return reader.read(text);
    }

    /** The text that is meant: nobody sees a blank at the end of a line. */
    String meant(String text) {
        return free ? text : text.strip();
    }
}
