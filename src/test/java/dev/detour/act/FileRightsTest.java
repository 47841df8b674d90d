package dev.detour.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FileRightsTest {
    private static FileRights rights(String groups, String capabilities) {
        return FileRights.of(List.of(
                "Name:\tjava",
                "Uid:\t1000\t1001\t1000\t1000",
                "Gid:\t2000\t2001\t2000\t2000",
                "Groups:\t" + groups,
                "CapEff:\t" + capabilities));
    }

    @Test
    void aUserGivesToItselfAndItsGroups() {
        var rights = rights("5 2002 ", "0000000000000000");
        assertThat(rights.mayGiveTo(1001, 2001)).isTrue();
        assertThat(rights.mayGiveTo(1001, 2002)).isTrue();
        assertThat(rights.mayGiveTo(1001, 2000))
                .as("the real group does not count")
                .isFalse();
        assertThat(rights.mayGiveTo(0, 2001)).isFalse();
        assertThat(rights("", "0000000000000000").mayGiveTo(1001, 2001)).isTrue();
    }

    @Test
    void whoMayChownGivesToAnybody() {
        assertThat(rights("", "000001ffffffffff").mayGiveTo(0, 0)).isTrue();
        assertThat(rights("", "000001fffffffffe").mayGiveTo(0, 0))
                .as("root in a container without it")
                .isFalse();
    }

    @Test
    void whereTheKernelDoesNotSayWhoTriesFindsOut() {
        assertThat(FileRights.of(List.of("Name:\tjava", "Uid:\t7\t7\t7\t7")).mayGiveTo(1, 1))
                .isTrue();
    }

    @Test
    void whatThisProcessMayIsKnown() {
        assertThat(FileRights.own().groups()).isNotNull();
        assertThat(FileRights.own().uid()).isNotNegative();
    }
}
