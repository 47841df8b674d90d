package dev.detour.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    @Test
    void aDayThatIsNotOverDoesNotCount() {
        assertThat(Certificates.days(Duration.ofHours(61 * 24 + 23))).isEqualTo(61);
        assertThat(Certificates.days(Duration.ofHours(23))).isZero();
        assertThat(Certificates.days(Duration.ofHours(-3 * 24 - 5))).isEqualTo(-3);
    }

    @Test
    void anExpiredOneIsNeverTakenForAGoodOne() {
        assertThat(Certificates.days(Duration.ofHours(-5))).isEqualTo(-1);
        assertThat(Certificates.days(Duration.ofSeconds(-1))).isEqualTo(-1);
    }
}
