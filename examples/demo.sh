#!/bin/sh
# Live through the demo year once, then show what the ledger is for.
#
# The ledger stands in .demo/demo.db. It is built under another name and renamed when it is whole,
# and built again whenever the year or the program has changed.
set -eu
cd "$(dirname "$0")/.."

bindledger=${BINDLEDGER:-.venv/bin/bindledger}
year=examples/year
home=.demo
ledger=$home/demo.db
stamp=$home/stamp
log=$home/log

# A locale of the machine must not change what is shown.
export PYTHONUTF8=1 BINDLEDGER_LEDGER="$ledger"

fail() {
    echo "demo: $1" >&2
    [ ! -s "$log" ] || { echo "The last lines of $log:" >&2; tail -n 15 "$log" >&2; }
    exit 1
}

# run STATUS COMMAND…: the command must end with that very status.
run() {
    expected=$1
    shift
    status=0
    "$bindledger" --ledger "$new" "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq "$expected" ] ||
        fail "'bindledger $*' ended with $status instead of $expected."
}

what_it_is_made_of() {
    find "$year" examples/demo.sh ledger cli.py -type f ! -path '*/__pycache__/*' -exec cksum {} + |
        LC_ALL=C sort | cksum
}

live_through() {
    while read -r step expected month rest; do
        case $step in
            '#') ;;
            init) run "$expected" --now "$month" init --rehearsal --origin demo ;;
            import)
                now=$rest
                printf '  %s' "$month"
                run "$expected" --now "$now" import "$year/$month-facts.ndjson"
                ;;
            ask)
                run "$expected" ask "$year/$month-requests.ndjson"
                echo " · $(grep -c . "$year/$month-facts.ndjson") facts reported," \
                    "$(grep -c . "$year/$month-requests.ndjson") requests asked"
                ;;
            annul)
                run "$expected" --now "$now" annul "$month" --replaced-by "${rest%% *}" \
                    --reason "${rest#* }"
                ;;
            *) fail "$year/steps.txt has a step nobody knows: $step" ;;
        esac
    done <"$year/steps.txt"
}

build() {
    rm -rf "$home"
    mkdir "$home" "$home/new"
    echo '*' >"$home/.gitignore"
    new=$home/new/demo.db
    echo "Living through the demo year (once; it is kept in $ledger):"
    live_through
    [ ! -e "$new-wal" ] || fail "$new is still open somewhere."
    mv "$new" "$ledger"
    rmdir "$home/new" 2>/dev/null || rm -r "$home/new"
    echo "$made_of" >"$stamp"
}

# show STATUS 'words' COMMAND…
show() {
    expected=$1
    printf '\n# %s\n' "$2"
    shift 2
    echo "\$ bindledger $*"
    status=0
    "$bindledger" "$@" || status=$?
    [ "$status" -eq "$expected" ] || fail "that ended with $status instead of $expected."
}

command -v "$bindledger" >/dev/null 2>&1 ||
    fail "there is no $bindledger; 'make demo' makes it."
made_of=$(what_it_is_made_of)
[ -f "$ledger" ] && [ "$made_of" = "$(cat "$stamp" 2>/dev/null)" ] || build

show 0 'A shop unlinked one account, let one go that asked, and lost one that was deregistered:
# how many of its three unlink chances are left?' \
    shop show --all tiktok:MX1
show 3 'May it invite a creator who left another shop this morning? Every reason, its source, and
# the earliest time the answer changes.' \
    --now 2026-11-16T18:00:00Z can invite --shop tiktok:MX1 --account tiktok:A08 \
    --program tiktok.channel --actor shop:MX1/ops-1
show 0 'A creator asked to leave in July; the shop says it never heard of it. Both sides, one line
# of time:' \
    history shop:tiktok:TH1 account:tiktok:A20
printf '\nThe ledger is in %s; the stories are in examples/README.md.\n' "$ledger"
