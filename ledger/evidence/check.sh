#!/bin/sh
# Checks that a fact is in a log, with nothing but sh, openssl (3.0 or later) and xxd.
#
#     sh check.sh VERIFIER-KEY PROOF [LEAF]
#     sh check.sh VERIFIER-KEY PACK
#
# PACK is an evidence pack, a tar file; all of its facts are checked (see the end).
# PROOF is a C2SP tlog-proof. LEAF is the file of the fact; without it, the fact that stands in the
# proof itself is taken. What is checked, and nothing else is believed:
#
#   1. the verifier key belongs together: its id is the hash of its name and bytes;
#   2. the checkpoint in the proof was signed with that key (Ed25519, C2SP signed-note);
#   3. the leaf hashes up along the path to the root in the checkpoint (RFC 6962, RFC 9162 2.1.3.2).
#
# Exit status 0 if all of it holds, 1 if not, 2 if this was called wrongly.
set -eu
export LC_ALL=C

fail() {
    echo "NOT PROVEN: $1" >&2
    exit 1
}

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: check.sh VERIFIER-KEY PROOF [LEAF], or check.sh VERIFIER-KEY PACK" >&2
    exit 2
fi
vkey=$1
proof=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sha256() { openssl dgst -sha256 -r | cut -c1-64; }
bytes() { xxd -r -p; }
hex() { xxd -p | tr -d '\n'; }

# Base64 to hexadecimal; only the one canonical form passes.
decoded() {
    told=$(printf '%s' "$1" | openssl base64 -d -A 2>/dev/null | hex)
    [ "$(printf '%s' "$told" | bytes | openssl base64 -A)" = "$1" ] || fail "not base64: $1"
    printf '%s' "$told"
}

number() {
    case $1 in
    '' | *[!0-9]* | 0?* | ???????????????????*) fail "not a number: $1" ;;
    esac
}

[ -f "$proof" ] || fail "there is no file $proof"

# --- a pack: every byte of it, then each of its proofs --------------------------------------------

# The one header that a member may have, in hexadecimal: a plain file of nobody, from 1970.
header_of() {
    nul=$(printf '%0512d' 0) # many zeros, to be cut to length
    name_hex=$(printf '%s' "$1" | hex)
    size_hex=$(printf '%011o' "$2" | hex)
    before=$name_hex$(printf '%s' "$nul" | cut -c"$((${#name_hex} + 1))"-200)
    before=${before}3030303036343400303030303030300030303030303030
    before=${before}00${size_hex}003030303030303030303030 # no owner; the size; the year 1970
    before=${before}00
    after=30$(printf '%s' "$nul" | cut -c1-200)7573746172003030
    after=$after$(printf '%s' "$nul" | cut -c1-128)30303030303030003030303030303000
    after=$after$(printf '%s' "$nul" | cut -c1-334)
    sum=256 # the eight blanks that stand for the sum itself
    for byte in $(printf '%s%s' "$before" "$after" | bytes | od -An -v -tu1); do
        sum=$((sum + byte))
    done
    printf '%s%s0020%s' "$before" "$(printf '%06o' "$sum" | hex)" "$after"
}

block() { dd if="$proof" bs=512 skip="$1" count="$2" 2>/dev/null; }

# What lies behind the personal fields of a fact is the digest that the fact carries.
check_personal() {
    fields=$(sed 's/^{"fields":\(.*\),"salt":"[^"]*"}$/\1/' "$2")
    salt=$(decoded "$(sed 's/^.*,"salt":"\([^"]*\)"}$/\1/' "$2")")
    digest=$({ printf '%s' "$salt" | bytes && printf '%s' "$fields"; } | sha256)
    grep -q "\"personaldigest\":\"$digest\"" "$1" || fail "personal fields: $2"
}

check_pack() {
    blocks=$(($(wc -c <"$proof") / 512))
    [ "$((blocks * 512))" -eq "$(wc -c <"$proof")" ] || fail "the pack is cut off"
    mkdir "$work/pack" "$work/pack/facts" "$work/pack/personal" "$work/pack/proofs"
    at=0
    while :; do
        [ "$at" -lt "$blocks" ] || fail "the pack is cut off"
        header=$(block "$at" 1 | hex)
        [ -n "${header##*[!0]*}" ] && break
        member=$(printf '%s' "$header" | cut -c1-200 | bytes | tr '\000' '\n' | head -n 1)
        case $member in
        '' | /* | *..* | *[!A-Za-z0-9./-]*) fail "the pack was changed at block $at" ;;
        esac
        octal=$(printf '%s' "$header" | cut -c249-270 | bytes | tr '\000' ' ')
        case $octal in
        *[!0-7]* | '') fail "the header of $member was changed" ;;
        esac
        octal=$(printf '%s' "$octal" | sed 's/^0*//')
        length=$((0${octal:-0}))
        [ "$header" = "$(header_of "$member" "$length")" ] ||
            fail "the header of $member was changed"
        count=$(((length + 511) / 512))
        [ "$((at + 1 + count))" -le "$blocks" ] || fail "the pack is cut off in $member"
        rest=$(block "$((at + 1))" "$count" | tail -c "+$((length + 1))" | tr -d '\000' | wc -c)
        [ "$rest" -eq 0 ] || fail "the padding behind $member was changed"
        # What is proven is taken out; of the rest only the digest is wanted.
        block "$((at + 1))" "$count" | head -c "$length" >"$work/member"
        printf '%s  %s\n' "$(sha256 <"$work/member")" "$member" >>"$work/found"
        case $member in
        facts/*/* | personal/*/* | proofs/*/*) fail "the pack was changed at $member" ;;
        facts/* | personal/* | proofs/* | manifest.txt | checkpoint)
            [ ! -e "$work/pack/$member" ] || fail "$member stands twice"
            cp "$work/member" "$work/pack/$member"
            ;;
        esac
        at=$((at + 1 + count))
    done
    [ "$((at + 2))" -eq "$blocks" ] && [ "$(block "$at" 2 | tr -d '\000' | wc -c)" -eq 0 ] ||
        fail "the end of the pack was changed"
    tail -n +2 "$work/found" >"$work/members"
    cmp -s "$work/members" "$work/pack/manifest.txt" || {
        while IFS= read -r line; do
            grep -qxF -e "$line" "$work/pack/manifest.txt" ||
                fail "the bytes of ${line##* } are not those of the manifest"
        done <"$work/members"
        fail "the manifest was changed"
    }
    facts=0
    for leaf in "$work/pack/facts/"*; do
        number=${leaf##*/}
        number=${number%.json}
        path=$work/pack/proofs/$number.tlog-proof
        index=$(sed -n 's/^index //p' "$path" 2>/dev/null | head -n 1)
        [ "$index" = "$((number - 1))" ] || fail "fact $number has no proof of its place"
        ends=$(tail -n "+$(($(sed -n '/^$/{=;q;}' "$path") + 1))" "$path" | sha256)
        [ "$ends" = "$(sha256 <"$work/pack/checkpoint")" ] || fail "fact $number has another head"
        sh "$0" "$vkey" "$path" "$leaf" >/dev/null || fail "fact $number"
        opened=$work/pack/personal/$number.json
        [ ! -f "$opened" ] || check_personal "$leaf" "$opened"
        facts=$((facts + 1))
    done
    for path in "$work/pack/personal/"* "$work/pack/proofs/"*; do
        number=${path##*/}
        [ ! -e "$path" ] || [ -f "$work/pack/facts/${number%%.*}.json" ] || fail "no fact $number"
    done
    echo "PROVEN: $facts facts, each in the log, signed by ${vkey%%+*}"
    echo "Not proven: that nothing was left out. The story is as true as the facts it is told from."
}

if [ "$(head -c 13 "$proof" | hex)" = 6d616e69666573742e74787400 ]; then
    check_pack
    exit 0
fi
[ "$(tr -d -c '\000-\011\013-\037\177' <"$proof" | wc -c)" -eq 0 ] || fail "control characters"
[ "$(tail -c 1 "$proof" | hex)" = 0a ] || fail "the last line does not end"

# --- 1. the key -----------------------------------------------------------------------------------

name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}
key=$(decoded "${rest#*+}")
[ ${#key} -eq 66 ] && [ "${key%"${key#??}"}" = 01 ] || fail "the key is no Ed25519 verifier key"
found=$({ printf '%s\n' "$name" && printf '%s' "$key" | bytes; } | sha256 | cut -c1-8)
[ "$found" = "$id" ] || fail "the key does not belong to its name"
printf '302a300506032b6570032100%s' "${key#??}" | bytes >"$work/key"

# --- the proof taken apart ------------------------------------------------------------------------

between=$(sed -n '/^$/{=;q;}' "$proof")
[ -n "$between" ] || fail "no empty line stands before the checkpoint"
head -n "$((between - 1))" "$proof" >"$work/path"
tail -n "+$((between + 1))" "$proof" >"$work/note"
[ "$(head -n 1 "$work/path")" = "c2sp.org/tlog-proof@v1" ] || fail "this is no tlog-proof"
skip=2 # lines before the hashes of the path
line=$(sed -n 2p "$work/path")
case $line in
"extra "*)
    extra=$(decoded "${line#extra }")
    printf '%s' "$extra" | bytes >"$work/extra"
    # Below the leaf may stand what opens its personal fields; the tree is over the leaf alone.
    head -n 1 "$work/extra" | tr -d '\n' >"$work/leaf"
    skip=3
    line=$(sed -n 3p "$work/path")
    ;;
esac
[ $# -lt 3 ] || cp "$3" "$work/leaf"
[ -f "$work/leaf" ] || fail "the proof does not hold the fact; give its file"
index=${line#index }
[ "$line" = "index $index" ] || fail "no line says the index"
number "$index"
tail -n "+$((skip + 1))" "$work/path" >"$work/hashes"

# --- 2. the signature -----------------------------------------------------------------------------

between=$(sed -n '/^$/=' "$work/note" | tail -n 1)
[ -n "$between" ] || fail "nobody signed the checkpoint"
head -n "$((between - 1))" "$work/note" >"$work/text"
tail -n "+$((between + 1))" "$work/note" >"$work/signatures"
signed=no
while IFS= read -r line; do
    case $line in
    "— $name "*) ;;
    "— "*) continue ;;
    *) fail "not a signature: $line" ;;
    esac
    blob=$(decoded "${line#"— $name "}")
    [ "${blob#"$id"}" != "$blob" ] || continue
    printf '%s' "${blob#"$id"}" | bytes >"$work/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin \
        -in "$work/text" -sigfile "$work/signature" >/dev/null 2>&1 || fail "a signature is forged"
    signed=yes
done <"$work/signatures"
[ $signed = yes ] || fail "the checkpoint was not signed with this key"

origin=$(sed -n 1p "$work/text")
size=$(sed -n 2p "$work/text")
number "$size"
root=$(decoded "$(sed -n 3p "$work/text")")
[ ${#root} -eq 64 ] || fail "the root is no hash"

# --- 3. the path ----------------------------------------------------------------------------------

[ "$index" -lt "$size" ] || fail "the index lies beyond the log"
hash=$({ printf '\000' && cat "$work/leaf"; } | sha256)
fn=$index
sn=$((size - 1))
while IFS= read -r line; do
    sibling=$(decoded "$line")
    [ ${#sibling} -eq 64 ] || fail "a hash of the path is none"
    [ "$sn" -ne 0 ] || fail "the path is too long"
    if [ $((fn % 2)) -eq 1 ] || [ "$fn" -eq "$sn" ]; then
        hash=$(printf '01%s%s' "$sibling" "$hash" | bytes | sha256)
        while [ "$fn" -ne 0 ] && [ $((fn % 2)) -eq 0 ]; do
            fn=$((fn / 2))
            sn=$((sn / 2))
        done
    else
        hash=$(printf '01%s%s' "$hash" "$sibling" | bytes | sha256)
    fi
    fn=$((fn / 2))
    sn=$((sn / 2))
done <"$work/hashes"
[ "$sn" -eq 0 ] || fail "the path is too short"
[ "$hash" = "$root" ] || fail "the fact is not in the log at this place"

echo "PROVEN: fact $((index + 1)) of the $size in $origin, signed by $name"
