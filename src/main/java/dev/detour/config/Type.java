package dev.detour.config;

/**
 * What a key's value must be.
 *
 * @param name in a word or two, for the documentation
 */
record Type<T>(String name, Reader<T> reader) {
    interface Reader<T> {
        T read(String text) throws Wrong;
    }

    T read(String text) throws Wrong {
        return reader.read(text);
    }
}
