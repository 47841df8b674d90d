package dev.detour.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A strict stand-in for systemctl, where no systemd runs: a script that knows units by their files, takes the very calls
 * that it should get and no other, starts real processes, and answers {@code show} as systemd 252 does.
 */
public final class FakeSystemctl implements AutoCloseable {
    private static final String SCRIPT = """
            #!/bin/sh
            cd "$(dirname "$0")/units" || exit 9
            echo "$*" >> ../calls
            [ "$TZ" = UTC ] || { echo "times in another zone" >&2; exit 9; }
            stamp() { date -u '+%a %Y-%m-%d %H:%M:%S UTC'; }
            get() { cat "$1/$2" 2>/dev/null; }
            put() { printf '%s\\n' "$3" > "$1/$2"; }
            up() {
              sleep 1000 >/dev/null 2>&1 & pid=$!
              [ "$(get "$1" type)" = oneshot ] && { kill $pid; pid=0; }
              put "$1" pid $pid; put "$1" state active; put "$1" sub running
              put "$1" started "$(stamp)"; put "$1" invocation "$(cat /proc/sys/kernel/random/uuid)"
            }
            show() {
              [ -d "$1" ] || { printf 'Id=%s\\nLoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n' "$1"; return; }
              p=$(get "$1" pid)
              if [ "${p:-0}" != 0 ] && ! kill -0 "$p" 2>/dev/null; then
                put "$1" pid 0; put "$1" state failed; put "$1" sub failed; put "$1" result exit-code
              fi
              echo "Id=$1"; echo "LoadState=$(get "$1" load || echo loaded)"; echo "ActiveState=$(get "$1" state)"
              echo "SubState=$(get "$1" sub)"; echo "Type=$(get "$1" type)"; echo "MainPID=$(get "$1" pid)"
              echo "InvocationID=$(get "$1" invocation)"; echo "Result=$(get "$1" result || echo success)"
              echo "ExecMainStatus=3"; echo "ExecMainStartTimestamp=$(get "$1" started)"
              echo "ActiveEnterTimestamp=$(get "$1" started)"
            }
            case "$1" in
            show)
              [ "${2%%=*}" = --property ] && [ "$3" = -- ] || exit 9
              shift 3; first=1
              for unit; do [ $first = 1 ] || echo; first=0; show "$unit"; done ;;
            --no-ask-password)
              [ "$3" = -- ] && [ $# = 4 ] || exit 9
              [ -d "$4" ] || { echo "Unit $4 not found." >&2; exit 5; }
              case "$2" in
              stop)
                [ -f "$4/hang" ] && sleep 60
                [ -f "$4/stubborn" ] && exit 0
                p=$(get "$4" pid); [ "${p:-0}" != 0 ] && kill "$p"
                put "$4" pid 0; put "$4" state inactive; put "$4" sub dead ;;
              start)
                [ "$(get "$4" state)" = active ] && exit 0
                if [ -f "$4/limit" ] && [ "$(get "$4" state)" = failed ]; then
                  echo "Job for $4 failed." >&2; exit 1
                fi
                if [ -f "$4/broken" ]; then
                  put "$4" state failed; put "$4" sub failed; put "$4" result exit-code
                  echo "Job for $4 failed because the control process exited with error code." >&2; exit 1
                fi
                rm -f "$4/result"; up "$4"
                [ -f "$4/dies" ] && kill "$(get "$4" pid)"
                if [ -f "$4/flaps" ]; then
                  (sleep 0.5; kill "$(get "$4" pid)"; up "$4") >/dev/null 2>&1 &
                fi
                if [ "$(get "$4" type)" = oneshot ] && [ ! -f "$4/remain" ]; then put "$4" state inactive; fi ;;
              reset-failed)
                rm -f "$4/result"; put "$4" state inactive ;;
              *) exit 9 ;;
              esac ;;
            *) exit 9 ;;
            esac
            exit 0
            """;

    private final Path folder;

    public FakeSystemctl(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("units"));
        Files.writeString(program(), SCRIPT);
        Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public Path program() {
        return folder.resolve("systemctl");
    }

    /** A unit that is there, and does not run. */
    public FakeSystemctl unit(String name, String type) throws IOException {
        Files.createDirectories(folder.resolve("units").resolve(name));
        return put(name, "type", type)
                .put(name, "state", "inactive")
                .put(name, "sub", "dead")
                .put(name, "pid", "0");
    }

    /** Something that this unit does or is; the script above says what there is. */
    public FakeSystemctl put(String unit, String what, String value) throws IOException {
        Files.writeString(folder.resolve("units").resolve(unit).resolve(what), value + "\n");
        return this;
    }

    public FakeSystemctl remove(String unit, String what) throws IOException {
        Files.deleteIfExists(folder.resolve("units").resolve(unit).resolve(what));
        return this;
    }

    public String get(String unit, String what) throws IOException {
        return Files.readString(folder.resolve("units").resolve(unit).resolve(what))
                .strip();
    }

    /** The verbs and units so far, without those that only look. */
    public List<String> deeds() throws IOException {
        return Files.exists(folder.resolve("calls"))
                ? Files.readAllLines(folder.resolve("calls")).stream()
                        .filter(call -> !call.startsWith("show"))
                        .map(call -> call.replace("--no-ask-password ", "").replace("-- ", ""))
                        .toList()
                : List.of();
    }

    @Override
    public void close() throws IOException {
        try (var units = Files.list(folder.resolve("units"))) {
            for (var unit : units.toList()) {
                ProcessHandle.of(Long.parseLong(get(unit.getFileName().toString(), "pid")))
                        .filter(process -> process.pid() > 0)
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
