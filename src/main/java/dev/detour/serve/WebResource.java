package dev.detour.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page, read and compressed once and served from memory. Clients keep it and ask whether it is still so.
 *
 * @param etag without its quotes, of the plain form
 */
record WebResource(Buffer body, Buffer gzipped, String type, String etag) {
    /** @throws IllegalStateException when the jar lacks it */
    static WebResource load(String name) {
        try (var in = WebResource.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no web/" + name);
            }
            var bytes = in.readAllBytes();
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            var etag = HexFormat.of().formatHex(digest, 0, 8);
            return new WebResource(Buffer.buffer(bytes), Buffer.buffer(gzip(bytes)), type(name), etag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
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
        var accepted = ctx.request().getHeader("Accept-Encoding");
        var small = accepted != null && accepted.contains("gzip");
        var tag = '"' + etag + (small ? "-gz\"" : "\"");
        var response = ctx.response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("ETag", tag)
                .putHeader("Content-Type", type);
        if (tag.equals(ctx.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else if (small) {
            response.putHeader("Content-Encoding", "gzip").end(gzipped);
        } else {
            response.end(body);
        }
    }
}
