package dev.detour;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Answers of verbs as JSON. */
final class Json {
    private Json() {}

    /** @param answer maps, lists, texts, numbers */
    static String of(Object answer) {
        try {
            return JsonMapper.builder().build().writeValueAsString(answer);
        } catch (IOException e) {
            throw new IllegalStateException("maps of strings and numbers are JSON", e);
        }
    }
}
