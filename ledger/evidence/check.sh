#!/bin/sh
# Checks that facts are in a log, with nothing but sh and the tools of every Unix, openssl (3.0 or
# later) and xxd.
#
#     sh check.sh VERIFIER-KEY PROOF [LEAF]
#     sh check.sh VERIFIER-KEY FOLDER
#     sh check.sh VERIFIER-KEY PACK
#
# PROOF is a C2SP tlog-proof. LEAF is the file of the fact; without it, the fact that stands in the
# proof itself is taken. FOLDER holds proofs, *.tlog-proof. PACK is an evidence pack, a tar file;
# each byte and fact of it is checked (see the end). What is checked, and nothing else is believed:
#
#   1. the verifier key belongs together: its id is the hash of its name and bytes;
#   2. the checkpoint in the proof was signed with that key (Ed25519, C2SP signed-note);
#   3. the leaf hashes up along the path to the root in the checkpoint (RFC 6962, RFC 9162 2.1.3.2).
#
# Many proofs take each step together: openssl hashes a thousand files nearly as fast as one.
# Exit status 0 if all of it holds, 1 if not, 2 if this was called wrongly.
set -eu
export LC_ALL=C

fail() {
    echo "NOT PROVEN: $1" >&2
    exit 1
}

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: check.sh VERIFIER-KEY PROOF [LEAF], or check.sh VERIFIER-KEY FOLDER-OR-PACK" >&2
    exit 2
fi
vkey=$1
given=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bad" "$work/holds" "$work/leaves" "$work/names" "$work/pack" "$work/texts"
for table in extras heads hashes proofs roots signatures; do : >"$work/$table"; done

sha256() { openssl dgst -sha256 -r | cut -c1-64; }
bytes() { xxd -r -p; }
hex() { xxd -p | tr -d '\n'; }

# What is wrong with "proof 3" or "head 1"; the first thing counts.
bad() { [ -f "$work/bad/$1" ] || printf '%s\n' "$2" >"$work/bad/$1"; }

is_number() {
    case $1 in
    '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; # more than awk counts exactly
    esac
}

# The lines "NUMBER BASE64" of a table whose base64 is in its one canonical form, of $3 bytes or, if
# that is not said, of any number; what else there is makes the proof or head, $2, bad.
canonical() {
    awk -v bad="$work/bad/$2" -v count="${3:-any}" '
        BEGIN { signs = int((count + 2) / 3) * 4; pads = (3 - count % 3) % 3 }
        NF == 2 && length($2) % 4 == 0 && $2 ~ \
            /^[A-Za-z0-9+\/]*([A-Za-z0-9+\/]|[AEIMQUYcgkosw048]=|[AQgw]==)$/ {
            match($2, /=*$/)
            if (count == "any" || (length($2) == signs && RLENGTH == pads)) { print; next }
        }
        { print "not base64 of its length: " $2 >(bad " " $1); close(bad " " $1) }
    ' "$work/$1"
}

# Hexadecimal of such lines, of so many bytes each, one less than can be divided by three.
decoded() {
    cut -d' ' -f2 | tr '=\n' 'A ' | tr -d ' ' | { fold -w 64 && echo; } | openssl base64 -d |
        xxd -p -c "$(($1 + 1))" | cut -c "1-$((2 * $1))"
}

# --- 1. the key -----------------------------------------------------------------------------------

name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}
key=${rest#*+}
printf 'key %s\n' "$key" >"$work/keys"
[ -n "$(canonical keys key 33)" ] || fail "the key is no Ed25519 verifier key"
key=$(printf '%s' "$key" | openssl base64 -d -A | hex)
[ ${#key} -eq 66 ] && [ "${key%"${key#??}"}" = 01 ] || fail "the key is no Ed25519 verifier key"
found=$({ printf '%s\n' "$name" && printf '%s' "$key" | bytes; } | sha256 | cut -c1-8)
[ "$found" = "$id" ] || fail "the key does not belong to its name"
printf '302a300506032b6570032100%s' "${key#??}" | bytes >"$work/key"

# --- a proof taken apart --------------------------------------------------------------------------

proof=0
head=0
note=none
line_end='
'

# The proof in file $1 of the leaf in file $2, or of the one inside; it is called $3.
take() {
    proof=$((proof + 1))
    printf '%s\n' "$3" >"$work/names/$proof"
    : >"$work/leaves/$proof"
    all='' extra='' index='' text='' signed='' lines=''
    if ! [ -f "$1" ]; then
        bad "proof $proof" "there is no file $1"
    else
        take_lines <"$1"
        # The shell passes over zero bytes, and over a last line that does not end.
        printf '%s' "$all" | cmp -s - "$1" || bad "proof $proof" "control characters"
        [ "$text" = "$note" ] || take_head
        is_number "$index" || bad "proof $proof" "not a number: $index"
        printf '%s %s %s\n' "$proof" "$head" "$index" >>"$work/proofs"
        take_leaf "$2"
    fi
}

take_lines() {
    next=mark
    while IFS= read -r line; do
        all=$all$line$line_end
        case $next,$line in
        *[[:cntrl:]]*) bad "proof $proof" "control characters" ;;
        "mark,c2sp.org/tlog-proof@v1") next=extra ;;
        extra,"extra "*) extra=${line#extra } next=index ;;
        extra,"index "* | index,"index "*) index=${line#index } next=path ;;
        path,) next=text ;;
        path,*) printf '%s %s\n' "$proof" "$line" >>"$work/hashes" ;;
        text,) signed=$text text=$text$line_end lines='' ;; # the last empty line counts
        text,*) text=$text$line$line_end lines="$lines$((head + 1)) $line$line_end" ;;
        mark,*) bad "proof $proof" "this is no tlog-proof" ;;
        *) bad "proof $proof" "no line says the index" ;;
        esac
    done
    [ $next = text ] || bad "proof $proof" "no empty line stands before the checkpoint"
}

# The checkpoint of a proof; that of the proof before is not taken twice.
take_head() {
    head=$((head + 1))
    note=$text origin='' size='' root=''
    printf '%s' "$signed" >"$work/texts/$head"
    printf '%s' "$lines" >>"$work/signatures"
    { IFS= read -r origin && IFS= read -r size && IFS= read -r root; } <"$work/texts/$head" ||
        bad "head $head" "a checkpoint is an origin, a size and a root, and somebody signed it"
    case $line_end$signed in
    *"$line_end$line_end"*) bad "head $head" "there is an empty line in the checkpoint" ;;
    esac
    is_number "$size" || bad "head $head" "not a number: $size"
    printf '%s %s\n' "$head" "$size" >>"$work/heads"
    printf '%s %s\n' "$head" "$root" >>"$work/roots"
}

# A leaf is hashed behind a zero byte. Below the fact in a proof may stand what opens its personal
# fields; the tree is over the fact alone.
take_leaf() {
    if [ -n "$1" ]; then
        { printf '\000' && cat "$1" 2>/dev/null; } >"$work/leaves/$proof" ||
            bad "proof $proof" "there is no file $1"
    elif [ -z "$extra" ]; then
        bad "proof $proof" "the proof does not hold the fact; give its file"
    else
        printf '%s %s\n' "$proof" "$extra" >>"$work/extras"
        { printf '\000' && printf '%s' "$extra" | openssl base64 -d -A; } >"$work/leaf"
        if IFS= read -r _ <"$work/leaf"; then
            head -n 1 "$work/leaf" | tr -d '\n' >"$work/leaves/$proof"
        else
            mv "$work/leaf" "$work/leaves/$proof"
        fi
    fi
}

# --- 2. the signatures: one of the key at least, and all of the key fit ---------------------------

check_signatures() {
    # Lines of other keys are passed over, but they are lines of signatures all the same.
    name=$name awk -v bad="$work/bad/head" '
        $2 == "—" && $0 == $1 " " $2 " " $3 " " $4 && length($4) > 8 {
            print $1, $4
            if ($3 "" == ENVIRON["name"] "") print $1, $4 >ours
            next
        }
        { print "not a signature: " $0 >(bad " " $1); close(bad " " $1) }
    ' ours="$work/named" "$work/signatures" >"$work/all"
    : >>"$work/named"
    canonical all head >/dev/null
    canonical named head >"$work/sound"
    awk '{ print substr($2, 1, 8) }' "$work/sound" | openssl base64 -d | xxd -p -c 6 |
        paste -d ' ' - "$work/sound" |
        awk -v id="$id" 'index($1, id) == 1 { print $2, $3 }' >"$work/ours"
    canonical ours head 68 >"$work/sound"
    decoded 68 <"$work/sound" | cut -c9- | bytes | split -b 64 -a 6 - "$work/signature."
    for signature in "$work/signature."*; do
        read -r of _ || continue
        openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin \
            -in "$work/texts/$of" -sigfile "$signature" >/dev/null 2>&1 ||
            bad "head $of" "a signature is forged"
        : >"$work/texts/$of.signed"
    done <"$work/sound"
}

# --- 3. the paths ---------------------------------------------------------------------------------

hashes_in() { (cd "$1" && ls | xargs openssl dgst -sha256 -r); }

# A line for each proof: its number, fn and sn of RFC 9162, the hash so far, the root, the path.
begin_paths() {
    hashes_in "$work/leaves" | sed 's/^\([0-9a-f]*\) \*\([0-9]*\)$/\2 \1/' >"$work/leaf"
    canonical hashes proof 32 >"$work/sound"
    decoded 32 <"$work/sound" | paste -d ' ' "$work/sound" - >"$work/paths"
    canonical roots head 32 >"$work/sound"
    decoded 32 <"$work/sound" | paste -d ' ' "$work/sound" - >"$work/root"
    awk -v bad="$work/bad/proof" '
        table == "leaf" { leaf[$1] = $2 }
        table == "path" { path[$1] = path[$1] " " $3 }
        table == "root" { root[$1] = $3 }
        table == "head" { size[$1] = $2 }
        table == "proof" && ($1 in leaf) && ($2 in root) {
            if ($3 + 0 < size[$2] + 0)
                printf "%d %.0f %.0f %s %s%s\n", $1, $3, size[$2] - 1, leaf[$1], root[$2], path[$1]
            else
                print "the index lies beyond the log" >(bad " " $1)
        }
    ' table=leaf "$work/leaf" table=path "$work/paths" table=root "$work/root" \
        table=head "$work/heads" table=proof "$work/proofs" >"$work/walk"
}

# One step up for each proof that has a step to go; false if none has.
step() {
    awk '$6 != "" && $3 > 0 { print "01" ($2 % 2 || $2 == $3 ? $6 $4 : $4 $6) }' \
        "$work/walk" >"$work/nodes"
    [ -s "$work/nodes" ] || return 1
    mkdir "$work/joined"
    bytes <"$work/nodes" | split -b 65 -a 6 - "$work/joined/"
    hashes_in "$work/joined" | cut -c1-64 >"$work/up"
    rm -r "$work/joined"
    awk -v up="$work/up" '
        $6 == "" || $3 == 0 { print; next }
        {
            first = $2 + 0
            second = $3 + 0
            while (first == second && first > 0 && first % 2 == 0) { first /= 2; second /= 2 }
            getline hash <up
            printf "%d %.0f %.0f", $1, (first - first % 2) / 2, (second - second % 2) / 2
            printf " %s %s", hash, $5
            for (place = 7; place <= NF; place++) printf " %s", $place
            print ""
        }
    ' "$work/walk" >"$work/walked"
    mv "$work/walked" "$work/walk"
}

check_paths() {
    begin_paths
    while step; do :; done
    awk -v holds="$work/holds/" '
        $6 != "" { why = "the path is too long" }
        $6 == "" && $3 > 0 { why = "the path is too short" }
        $6 == "" && $3 == 0 { why = "the fact is not in the log at this place" }
        $6 == "" && $3 == 0 && $4 == $5 { print >(holds $1); close(holds $1); next }
        { print $1, why }
    ' "$work/walk" >"$work/off"
    while read -r of why; do bad "proof $of" "$why"; done <"$work/off"
}

# Checks what was taken; false if a proof does not hold, and says which.
check_all() {
    canonical extras proof >"$work/sound"
    check_signatures
    check_paths
    while read -r of under _; do
        [ ! -f "$work/bad/head $under" ] || bad "proof $of" "$(cat "$work/bad/head $under")"
        [ -f "$work/texts/$under.signed" ] ||
            bad "proof $of" "the checkpoint was not signed with this key"
    done <"$work/proofs"
    failed=0
    of=0
    while [ -f "$work/names/$((of += 1))" ]; do
        [ -f "$work/holds/$of" ] || bad "proof $of" "it is not proven"
        [ -f "$work/bad/proof $of" ] || continue
        IFS= read -r called <"$work/names/$of"
        IFS= read -r why <"$work/bad/proof $of"
        echo "NOT PROVEN: $called$why" >&2
        failed=1
    done
    return $failed
}

# --- a pack: every byte of it, then each of its proofs --------------------------------------------

# The names of the members, one a line; each header must be the one that a plain file of nobody from
# 1970 has, and all between and behind the members must be zero. Blocks come in as hexadecimal.
members() {
    xxd -p -c 256 "$given" | paste -d '\0' - - | awk '
        function stop(why) { print why >"/dev/stderr"; stopped = 1; exit 1 }
        BEGIN {
            allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-/"
            for (code = 0; code < 256; code++) {
                value[sprintf("%02x", code)] = code
                one = sprintf("%c", code)
                if (code && index(allowed, one)) letter[sprintf("%02x", code)] = one
            }
            for (zeros = "00"; length(zeros) < 1024; zeros = zeros zeros);
        }
        length($0) != 1024 { stop("the pack is cut off") }
        blocks > 0 {
            if (--blocks == 0 && substr($0, used) != substr(zeros, used))
                stop("the padding behind " name " was changed")
            next
        }
        $0 == zeros { ends++; next }
        ends { stop("the end of the pack was changed") }
        {
            name = ""
            for (at = 1; at < 200 && (substr($0, at, 2) in letter); at += 2)
                name = name letter[substr($0, at, 2)]
            if (name !~ /^([a-z]+\/)?[A-Za-z0-9][A-Za-z0-9.-]*$/)
                stop("the header behind " last " was changed")
            size = 0
            for (place = 249; place < 271; place += 2) size = 8 * size + substr($0, place + 1, 1)
            before = substr($0, 1, at - 1) substr(zeros, at, 201 - at) \
                "3030303036343400303030303030300030303030303030" "00" substr($0, 249, 22) \
                "00" "3030303030303030303030" "00"
            after = "30" substr(zeros, 1, 200) "7573746172003030" substr(zeros, 1, 128) \
                "30303030303030003030303030303000" substr(zeros, 1, 334)
            sum = 256 # the eight blanks that stand for the sum itself
            told = before after
            for (place = 1; place < 1009; place += 2) sum += value[substr(told, place, 2)]
            digits = ""
            for (place = 0; place < 6; place++) { digits = "3" sum % 8 digits; sum = int(sum / 8) }
            if (substr($0, 249, 22) !~ /^(3[0-7])*$/ || $0 != before digits "0020" after)
                stop("the header of " name " was changed")
            if (name in seen) stop(name " stands twice")
            seen[name] = 1
            last = name
            blocks = int((size + 511) / 512)
            used = size % 512 ? 2 * (size % 512) + 1 : 1025
            print name
        }
        END { if (!stopped && (blocks > 0 || ends != 2)) stop("the end of the pack was changed") }
    ' 2>"$work/why" || fail "$(cat "$work/why")"
}

# What lies behind the personal fields of a fact is the digest that the fact carries.
check_personal() {
    fields=$(sed 's/^{"fields":\(.*\),"salt":"[^"]*"}$/\1/' "$2")
    printf 'salt %s\n' "$(sed 's/^.*,"salt":"\([^"]*\)"}$/\1/' "$2")" >"$work/salt"
    salt=$(canonical salt personal 16)
    digest=$({ printf '%s' "${salt#* }" | openssl base64 -d -A && printf '%s' "$fields"; } | sha256)
    [ -n "$salt" ] && grep -q "\"personaldigest\":\"$digest\"" "$1" || fail "personal fields: $2"
}

check_pack() {
    members >"$work/members"
    tar -xf - -C "$work/pack" <"$given" || fail "the pack cannot be read"
    cd "$work/pack"
    tail -n +2 "$work/members" | xargs openssl dgst -sha256 -r | sed 's/ \*/  /' >"$work/found"
    cmp -s "$work/found" manifest.txt || {
        line=$(grep -vxF -f manifest.txt "$work/found" | head -n 1)
        [ -n "$line" ] || fail "the manifest was changed"
        fail "the bytes of ${line##* } are not those of the manifest"
    }
    for leaf in facts/*; do
        number=${leaf#facts/}
        number=${number%.json}
        is_number "$number" || fail "there is no fact $number"
        take "proofs/$number.tlog-proof" "$leaf" "fact $number: "
        [ "$index" = "$((number - 1))" ] || fail "fact $number has no proof of its place"
        printf '%s' "$note" | cmp -s - checkpoint || fail "fact $number has another head"
        [ ! -f "personal/$number.json" ] || check_personal "$leaf" "personal/$number.json"
    done
    for path in personal/* proofs/*; do
        number=${path##*/}
        [ ! -e "$path" ] || [ -f "facts/${number%%.*}.json" ] || fail "no fact ${number%%.*}"
    done
    check_all || exit 1
    echo "PROVEN: $proof facts, each in the log, signed by ${vkey%%+*}"
    echo "Not proven: that nothing was left out. The story is as true as the facts it is told from."
}

if [ -d "$given" ]; then
    for path in "$given"/*.tlog-proof; do
        take "$path" "" "${path##*/}: "
    done
    check_all || exit 1
    echo "PROVEN: $proof facts, each in its log, signed by $name"
elif [ -f "$given" ] && [ "$(head -c 13 "$given" | hex)" = 6d616e69666573742e74787400 ]; then
    check_pack
else
    take "$given" "${3:-}" ""
    check_all || exit 1
    echo "PROVEN: fact $((index + 1)) of the $size in $origin, signed by $name"
fi
