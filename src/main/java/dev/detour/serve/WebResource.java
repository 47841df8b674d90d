package dev.detour.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One file of the page, read once from inside the jar and served from memory. Clients keep it and ask whether it is still so. */
record WebResource(Buffer body, String type, String etag) {
    /** @throws IllegalStateException when the jar lacks it */
    static WebResource load(String name) {
        try (var in = WebResource.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no web/" + name);
            }
            var bytes = in.readAllBytes();
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new WebResource(
                    Buffer.buffer(bytes), type(name), '"' + HexFormat.of().formatHex(digest, 0, 8) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "html" -> "text/html; charset=utf-8";
            default -> throw new IllegalStateException("no type for " + name);
        };
    }

    void serve(RoutingContext ctx) {
        var response = ctx.response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", etag)
                .putHeader("Content-Type", type);
        if (etag.equals(ctx.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            response.end(body);
        }
    }
}
