package dev.detour.config;

import java.nio.file.Path;
import java.util.Optional;

/** A certificate and its key: both or none, and readable. */
record TlsFiles(Optional<Path> cert, Optional<Path> key) {
    static TlsFiles read(Values values, Report report, Key<Path> certKey, Key<Path> keyKey, String... names) {
        Optional<Path> cert = certificates(values, report, certKey, names);
        Optional<Path> key = values.path(keyKey, names);
        if (key.isPresent()) {
            values.reads(key.get());
            check(report, values.shown(keyKey, names), () -> Pem.key(key.get()));
        }
        if (values.isGiven(certKey, names) != values.isGiven(keyKey, names)) {
            boolean hasCert = values.isGiven(certKey, names);
            Value one = values.shown(hasCert ? certKey : keyKey, names);
            String other = (hasCert ? keyKey : certKey).at(names);
            report.problem(one, "given without " + other, "give both or none");
        }
        return new TlsFiles(cert, key);
    }

    static Optional<Path> certificates(Values values, Report report, Key<Path> key, String... names) {
        Optional<Path> file = values.path(key, names);
        file.ifPresent(values::reads);
        file.ifPresent(f -> check(report, values.shown(key, names), () -> Pem.certificates(f)));
        return file;
    }

    private interface Check {
        void run() throws Wrong;
    }

    private static void check(Report report, Value value, Check check) {
        try {
            check.run();
        } catch (Wrong e) {
            report.problem(value, e);
        }
    }
}
