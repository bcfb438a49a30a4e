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
case $2 in /*) given=$2 ;; *) given=./$2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in bad extra holds leaves opened pack texts; do mkdir "$work/$folder"; done
for table in extras heads hashes proofs roots signatures; do : >"$work/$table"; done

sha256() { openssl dgst -sha256 -r | cut -c1-64; }
bytes() { xxd -r -p; }
hex() { xxd -p | tr -d '\n'; }

# What is wrong with "proof 0000003" or "head 1"; the first thing counts. What stands in the files
# is never printed: it may hold anything.
bad() { [ -f "$work/bad/$1" ] || printf '%s\n' "$2" >"$work/bad/$1"; }

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
        { print "a line is not base64 of its length" >(bad " " $1); close(bad " " $1) }
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

# --- proofs taken apart ---------------------------------------------------------------------------

# The files $@ are proofs: a line of each for every table, and a file for each text that was signed.
# Proofs are numbered in order, heads too; one that is that of the proof before is not taken twice.
take() {
    wc -l "$@" >"$work/ends"
    awk -v work="$work" '
        function bad(what, why) {
            if (!(what in told)) print why >(work "/bad/" what)
            told[what] = 1
            close(work "/bad/" what)
        }
        function is_number(text) { return text ~ /^(0|[1-9][0-9]*)$/ && length(text) < 16 }
        function begin() {
            proof = sprintf("%07d", number[FILENAME])
            state = "mark"
            place = extra = text = signed = lines = ""
        }
        function end() {
            if (state != "text") bad("proof " proof, "no empty line stands before the checkpoint")
            if (rows != ends[proof + 0]) bad("proof " proof, "the last line does not end")
            if (!is_number(place)) bad("proof " proof, "the index is no number")
            if (text != note) take_head()
            print proof, head, place >(work "/proofs")
            if (extra == "") return
            print proof, extra >(work "/extras")
            printf "%s", extra >(work "/extra/" proof)
            close(work "/extra/" proof)
        }
        function take_head(  count, part, one) {
            note = text
            count = split(signed, part, "\n")
            if (count < 4) bad("head " (head + 1), "nobody signed an origin, a size and a root")
            if (index("\n" signed, "\n\n")) bad("head " (head + 1), "there is an empty line in it")
            if (!is_number(part[2])) bad("head " (head + 1), "the size is no number")
            printf "%s", signed >(work "/texts/" ++head)
            close(work "/texts/" head)
            if (head == 1) printf "%s", text >(work "/note")
            print head, part[2] >(work "/heads")
            print head, part[3] >(work "/roots")
            count = split(lines, part, "\n")
            for (one = 1; one < count; one++) print head, part[one] >(work "/signatures")
        }
        BEGIN {
            for (one = 1; one < ARGC; one++) {
                number[ARGV[one]] = one
                printf "" >(work "/extra/" sprintf("%07d", one))
                close(work "/extra/" sprintf("%07d", one))
            }
            for (one = 1; (getline row <(work "/ends")) > 0; one++) ends[one] = row + 0
            note = "none"
        }
        FNR == 1 { if (NR > 1) end(); begin() }
        { rows = FNR }
        /[\001-\011\013-\037\177]/ { bad("proof " proof, "control characters") }
        state == "text" && $0 == "" { signed = text; text = text "\n"; lines = ""; next }
        state == "text" { text = text $0 "\n"; lines = lines $0 "\n"; next }
        state == "path" && $0 == "" { state = "text"; next }
        state == "path" { print proof, $0 >(work "/hashes"); next }
        state == "mark" && $0 == "c2sp.org/tlog-proof@v1" { state = "extra"; next }
        state == "extra" && /^extra / { extra = substr($0, 7); state = "index"; next }
        (state == "extra" || state == "index") && /^index / {
            place = substr($0, 7)
            state = "path"
            next
        }
        state == "mark" { bad("proof " proof, "this is no tlog-proof"); next }
        { bad("proof " proof, "no line says the index") }
        END { if (NR) end() }
    ' "$@"
    check_zeros "$@"
}

# Not every awk sees zero bytes; where the files $@ have none, it saw it all.
check_zeros() {
    [ "$(cat "$@" | tr -d -c '\000' | wc -c)" -ne 0 ] || return 0
    of=0
    for path; do
        of=$((of + 1))
        [ "$(tr -d -c '\000' <"$path" | wc -c)" -eq 0 ] || bad "proof $(printf %07d $of)" "no text"
    done
}

# What is hashed as the leaf of each proof: a zero byte, and the first line of each of the files $@.
take_leaves() {
    awk -v leaves="$work/leaves/" '
        BEGIN { for (one = 1; one < ARGC; one++) number[ARGV[one]] = one }
        FNR == 1 {
            file = leaves sprintf("%07d", number[FILENAME])
            printf "%c%s", 0, $0 >file
            close(file)
        }
    ' "$@"
    check_zeros "$@"
}

# The facts that stand in the proofs themselves. Below a fact may stand what opens its personal
# fields; the tree is over the fact alone.
take_extras() {
    canonical extras proof >"$work/sound"
    for path in "$work/extra/"*; do
        [ -s "$path" ] || bad "proof ${path##*/}" "the proof does not hold the fact; give its file"
        openssl base64 -d -A -in "$path" -out "$work/opened/${path##*/}" 2>/dev/null ||
            bad "proof ${path##*/}" "not base64"
    done
    take_leaves "$work/opened/"*
}

# Facts in files of their own.
take_facts() {
    [ -f "$1" ] || fail "there is no file $1"
    [ "$(cat "$@" | tr -d -c '\n' | wc -c)" -eq 0 ] || fail "a fact is more than one line"
    take_leaves "$@"
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
        { print "a line is no signature" >(bad " " $1); close(bad " " $1) }
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
                printf "%s %.0f %.0f %s %s%s\n", $1, $3, size[$2] - 1, leaf[$1], root[$2], path[$1]
            else
                print "the index lies beyond the log" >(bad " " $1)
        }
    ' table=leaf "$work/leaf" table=path "$work/paths" table=root "$work/root" \
        table=head "$work/heads" table=proof "$work/proofs" >"$work/walk"
}

# One step up for each proof that has a step to go; false if none has. Where paths meet, a node is
# hashed once.
step() {
    node='function node() { return "01" ($2 % 2 || $2 == $3 ? $6 $4 : $4 $6) }'
    awk "$node"'
        $6 != "" && $3 > 0 && !(node() in seen) { print node(); seen[node()] = 1 }
    ' "$work/walk" >"$work/nodes"
    [ -s "$work/nodes" ] || return 1
    mkdir "$work/joined"
    bytes <"$work/nodes" | split -b 65 -a 6 - "$work/joined/"
    hashes_in "$work/joined" | cut -c1-64 >"$work/up"
    rm -r "$work/joined"
    awk -v nodes="$work/nodes" -v up="$work/up" "$node"'
        BEGIN { while ((getline one <nodes) > 0 && (getline hash <up) > 0) joined[one] = hash }
        $6 == "" || $3 == 0 { print; next }
        {
            hash = joined[node()]
            first = $2 + 0
            second = $3 + 0
            while (first == second && first > 0 && first % 2 == 0) { first /= 2; second /= 2 }
            printf "%s %.0f %.0f", $1, (first - first % 2) / 2, (second - second % 2) / 2
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

# Checks what was taken, the proofs of the names $@; false if one does not hold, and says which.
check_all() {
    check_signatures
    check_paths
    while read -r of under _; do
        [ ! -f "$work/bad/head $under" ] || bad "proof $of" "$(cat "$work/bad/head $under")"
        [ -f "$work/texts/$under.signed" ] ||
            bad "proof $of" "the checkpoint was not signed with this key"
    done <"$work/proofs"
    failed=0
    of=10000000
    for called; do
        of=$((of + 1))
        [ -f "$work/holds/${of#1}" ] || bad "proof ${of#1}" "it is not proven"
        [ -f "$work/bad/proof ${of#1}" ] || continue
        IFS= read -r why <"$work/bad/proof ${of#1}"
        echo "NOT PROVEN: ${called#./}${called:+: }$why" >&2
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
    take proofs/*
    take_facts facts/*
    for path in facts/*; do
        number=${path#facts/}
        number=${number%.json}
        [ "$path" = "facts/$number.json" ] && [ -f "proofs/$number.tlog-proof" ] &&
            read -r _ of place && [ "$place" = "$((number - 1))" ] ||
            fail "fact $number has no proof of its place"
        [ "$of" = 1 ] || fail "fact $number has another head"
        [ ! -f "personal/$number.json" ] || check_personal "$path" "personal/$number.json"
    done <"$work/proofs"
    cmp -s "$work/note" checkpoint || fail "the facts have another head than the pack"
    for path in personal/* proofs/*; do
        number=${path##*/}
        [ ! -e "$path" ] || [ -f "facts/${number%%.*}.json" ] || fail "no fact ${number%%.*}"
    done
    set -- facts/*
    check_all "$@" || exit 1
    echo "PROVEN: $# facts, each in the log, signed by $name"
    echo "Not proven: that nothing was left out. The story is as true as the facts it is told from."
}

if [ -d "$given" ]; then
    cd "$given"
    set -- ./*.tlog-proof
    [ -f "$1" ] || fail "there is no proof in $given"
    take "$@"
    take_extras
    check_all "$@" || exit 1
    echo "PROVEN: $# facts, each in its log, signed by $name"
elif ! [ -f "$given" ]; then
    fail "there is no file $given"
elif [ "$(head -c 13 "$given" | hex)" = 6d616e69666573742e74787400 ]; then
    check_pack
else
    take "$given"
    case ${3:-} in
    '') take_extras ;;
    /*) take_facts "$3" ;;
    *) take_facts "./$3" ;;
    esac
    check_all "" || exit 1
    read -r _ _ place <"$work/proofs"
    read -r _ size <"$work/heads"
    IFS= read -r origin <"$work/texts/1"
    echo "PROVEN: fact $((place + 1)) of the $size in $origin, signed by $name"
fi
