# Read by each example's ./try: a stage below /tmp on which its files run as they are, but for hosts, ports and times,
# which become those of this machine and short. All that is begun here is ended, and nothing is left.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=$(CDPATH='' cd -- "$here/../.." && pwd -P)
stage=$(mktemp -d "${TMPDIR:-/tmp}/detour-try.XXXXXX")
begun=
# Ten free ports of loopback, for the tests give their own.
# shellcheck disable=SC2086
set -- ${PORTS:-18101 18102 18103 18104 18105 18106 18107 18108 18109 18110}
DETOUR_HTTP_PORT=$1
DETOUR_URL=http://127.0.0.1:$1
PORT2=$2 PORT3=$3 PORT4=$4 PORT5=$5 PORT6=$6
export DETOUR_HTTP_PORT DETOUR_URL
unset DETOUR_HTTP_TOKEN DETOUR_DATA

say() { printf '\n# %s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    tail -n 30 "$stage"/*.log >&2 || true
    exit 1
}

# Runs something beside this script, until its end.
begin() {
    log=$1
    shift
    (cd "$stage" && exec "$@") >>"$stage/$log.log" 2>&1 &
    begun="$! $begun"
}

end() {
    trap - EXIT
    # The last begun first, each before the next.
    for pid in $begun; do
        kill "$pid" 2>/dev/null || continue
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$stage"
}
trap end EXIT
trap 'exit 143' HUP INT TERM

# Waits up to a minute for a command to succeed.
await() {
    until=$(($(date +%s) + 60))
    until (cd "$stage" && "$@") >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$until" ] || fail "in vain: $*"
        sleep 0.2
    done
}

detour() { (cd "$stage" && "$home/detour" "$@"); }

status() { curl -fs --max-time 5 "$DETOUR_URL/api/v1/status" | tr -d ' \n'; }
# Whether the group is served by that region, all steps done and verified: active NAME
active() { status | grep -q "\"active\":\"$1\".*\"verified\":true.*\"state\":\"steady\""; }
up() { status | grep -q "{\"name\":\"$1\",[^}]*\"health\":\"UP\""; }

# Three regions on loopback; break one by: touch "$stage/EU.down"
regions() { begin regions "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$home/examples/Regions.java" "$@"; }
