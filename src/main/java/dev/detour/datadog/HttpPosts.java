package dev.detour.datadog;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Batches by HTTP: logs as one JSON array, events one by one. */
final class HttpPosts {
    private HttpPosts() {}

    /** docs.datadoghq.com, "Send logs": {@code POST /api/v2/logs}. */
    record Logs(Intake intake, DatadogConfiguration configuration) implements Post {
        @Override
        public Answer deliver(List<byte[]> batch) {
            var array = new ByteArrayOutputStream();
            array.write('[');
            for (int i = 0; i < batch.size(); i++) {
                if (i > 0) {
                    array.write(',');
                }
                array.writeBytes(batch.get(i));
            }
            array.write(']');
            return intake.post(Site.logs(configuration), array.toByteArray());
        }

        @Override
        public void close() {
            intake.close();
        }
    }

    /** docs.datadoghq.com, "Post an event": {@code POST /api/v1/events}, one at a time. */
    record Events(Intake intake, DatadogConfiguration configuration) implements Post {
        @Override
        public Answer deliver(List<byte[]> batch) {
            return intake.post(Site.api(configuration, "/api/v1/events"), batch.get(0));
        }

        @Override
        public void close() {
            intake.close();
        }
    }
}
