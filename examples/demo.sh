#!/bin/sh
# Live through the demo year once, then show what the ledger is for.
#
# The ledger stands in .demo/demo.db. It is built under another name and renamed when it is whole, so
# an interrupted demo starts again; it is built anew whenever the year or the program has changed.
set -eu
cd "$(dirname "$0")/.."

bindledger=${BINDLEDGER:-.venv/bin/bindledger}
python=${BINDLEDGER_PYTHON:-.venv/bin/python}
home=.demo
ledger=$home/demo.db

export BINDLEDGER_LEDGER="$ledger" PYTHONUTF8=1
# In a pipe there is no width to go by; this one leaves a row a line.
[ -t 1 ] || export COLUMNS="${COLUMNS:-150}"

fail() {
    echo "demo: $1" >&2
    exit 1
}

what_it_is_made_of() {
    find examples ledger cli.py -type f ! -path '*/__pycache__/*' -exec cksum {} + |
        LC_ALL=C sort | cksum
}

build() {
    rm -rf "$home"
    mkdir -p "$home/new"
    echo '*' >"$home/.gitignore"
    echo "Living through the demo year (once; the ledger is kept in $ledger):"
    "$python" -m examples.live year "$home/new/demo.db" "$home/log" || fail "the year broke off."
    [ ! -e "$home/new/demo.db-wal" ] || fail "the ledger was not closed."
    mv "$home/new/demo.db" "$ledger"
    rm -r "$home/new"
    echo "$made_of" >"$home/stamp"
}

# show STATUS WORDS COMMAND…: the command must end with that very status.
show() {
    expected=$1
    printf '\n# %s\n' "$2"
    shift 2
    echo "\$ bindledger $*"
    status=0
    "$bindledger" "$@" || status=$?
    [ "$status" -eq "$expected" ] || fail "that ended with $status, not $expected."
}

for needed in "$bindledger" "$python"; do
    command -v "$needed" >/dev/null 2>&1 || fail "there is no $needed; 'make demo' makes it."
done
made_of=$(what_it_is_made_of)
[ -f "$ledger" ] && [ "$made_of" = "$(cat "$home/stamp" 2>/dev/null)" ] || build

show 0 'A shop unlinked one account, let one go that asked, and lost one that was deregistered.
# How many of its three unlink chances are left?' \
    shop show --all tiktok:MX1
show 3 'May it invite a creator who left another shop this morning? Every reason, its source, and
# the earliest time at which the answer changes:' \
    --now 2026-11-16T18:00:00Z can invite --shop tiktok:MX1 --account tiktok:A08 \
    --program tiktok.channel --actor shop:MX1/ops-1
show 0 'A creator asked to leave in July; the shop says that no request ever came. Both parties on
# one line of time:' \
    history shop:tiktok:TH1 account:tiktok:A20
printf '\nThe ledger is in %s; the stories of the year are told in examples/README.md.\n' "$ledger"
