#!/usr/bin/env bash
# A Beckon agent of bash, curl and openssl alone. docs/protocol.md says what it relies on.
#
#   agent.sh enroll ZERO_FILE DIR NAME   gets a machine certificate; DIR is the agent's own from then on
#   agent.sh run-once DIR                waits for one instruction, does it, and ends when its outcome is durable
#
# EXCHANGES=FILE appends each request and its answer to FILE, as they pass.
set -euo pipefail
umask 077
export LC_ALL=C

say() { echo "curl-agent: $*" >&2; }
fail() { say "$*"; exit 1; }

# --- One request ----------------------------------------------------------------------------------------------------------------

# request METHOD PATH [curl's arguments for the body]: sets `status` (000 where nobody answered) and `answer`.
# curl itself tries again, and waits as Retry-After says, on 408, 429 and 5xx.
request() {
    local method=$1 path=$2
    shift 2
    status=$(curl --silent --show-error --tlsv1.3 --max-time 90 --retry 5 --retry-connrefused --retry-max-time 60 \
        --cacert "$directory/trust.pem" --cert "$certificate" --key "$key" \
        --output "$directory/answer" --write-out '%{http_code}' --request "$method" "$@" "$broker$path") || status=000
    answer=$(cat "$directory/answer" 2>/dev/null || true)
    rm -f "$directory/answer"
    [ -z "${EXCHANGES:-}" ] || printf '%s %s\n    %s\n  %s %s\n' "$method" "$path" "${*: -1}" "$status" "$answer" >>"$EXCHANGES"
}

# request_json METHOD PATH JSON
request_json() { request "$1" "$2" --header 'Content-Type: application/json' --data-binary "$3"; }

expect() { # status, what
    [ "$status" = "$1" ] || fail "$2: status $status: $answer"
}

# member NAME: a member of `answer` that is a string without quotes in it.
member() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' <<<"$answer"; }

# --- Files ----------------------------------------------------------------------------------------------------------------------

# keep FILE: standard input becomes the file, whole or not at all, and on the disk before this returns.
keep() {
    cat >"$1.new"
    sync "$1.new"
    mv "$1.new" "$1"
    sync "$(dirname "$1")"
}

# pem_block FILE LABEL N: the Nth block with this label; N and all after it with N+.
pem_block() {
    awk -v label="$2" -v first="${3%+}" -v rest="${3##*[0-9]}" '
        $0 == "-----BEGIN " label "-----" { n++; inside = (n == first || (rest == "+" && n > first)) }
        inside { print }
        $0 == "-----END " label "-----" { inside = 0 }' "$1"
}

# --- Enrolment ------------------------------------------------------------------------------------------------------------------

enroll() {
    local zero=$1 name=$3
    directory=$2
    [[ $name =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || fail "$name is not a DNS label in lower case"
    mkdir -p "$directory/held"
    broker=$(sed -n -e '/^-----BEGIN /q' -e 's/^broker: //p' "$zero" | head -n 1)
    broker=${broker%/}
    [ -n "$broker" ] || fail "$zero names no broker"

    # The zero certificate and its key come first, then whom to believe to be a broker.
    certificate=$directory/zero.pem key=$directory/zero-key.pem
    pem_block "$zero" CERTIFICATE 1 >"$certificate"
    pem_block "$zero" 'PRIVATE KEY' 1 >"$key"
    pem_block "$zero" CERTIFICATE 2+ >"$directory/trust.pem"

    # The key never leaves this machine. A second try uses it again: enrolment is idempotent by the key.
    [ -f "$directory/key.pem" ] ||
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null | keep "$directory/key.pem"
    local csr
    csr=$(openssl req -new -key "$directory/key.pem" -subj "/CN=$name" | awk '{ printf "%s\\n", $0 }')
    request_json POST /v1/enrollment \
        "{\"csr\":\"$csr\",\"name\":\"$name\",\"facts\":{\"os\":\"linux\",\"arch\":\"$(uname -m)\",\"agent\":\"curl\"}}"
    expect 201 "enrolment as $name"

    printf '%b' "$(member certificate)" | keep "$directory/certificate.pem"
    printf '%b' "$(member trust)" | keep "$directory/trust.pem"
    echo "$broker" | keep "$directory/broker"
    # The journal's id: another one would mean that what this agent held is lost.
    openssl rand -hex 16 | keep "$directory/journal"
    echo 0 | keep "$directory/run"
    rm -f "$certificate" "$key"
    say "enrolled as $(member machine)"
}

# --- Availability, fetch, report ------------------------------------------------------------------------------------------------

catalogue='{"executors":[{"name":"echo","version":"1.0","summary":"Writes a text to standard output",'
catalogue+='"parameters":{"type":"object","properties":{"text":{"type":"string","maxLength":1000,'
catalogue+='"pattern":"^[ !#-\\[\\]-~]*$"}},"required":["text"],"additionalProperties":false},'
catalogue+='"result":{"type":"object","properties":{"octets":{"type":"integer"}}}}]}'

now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }

digest() { openssl dgst -sha256 -r | cut -d ' ' -f 1; }

# Later than every session before: the run was counted up at the start, and each request counts further.
session() {
    seq=$((seq + 1))
    session="{\"journal\":\"$journal\",\"run\":$run,\"seq\":$seq}"
}

register() {
    request_json PUT /v1/executors "$catalogue"
    expect 204 "the catalogue"
}

# The second request, until there is something to fetch: sets `transaction`.
await_transaction() {
    local executors
    executors="sha256:$(printf '%s' "$catalogue" | digest)"
    while :; do
        session
        request_json POST /v1/availability \
            "{\"capacity\":1,\"holding\":[],\"wait\":50,\"executors\":\"$executors\",\"session\":$session}"
        if is_passing; then continue; fi
        expect 200 "availability"
        case $answer in
        *'"next":"fetch"'*)
            transaction=$(grep -o 't-[0-9a-z]\{26\}' <<<"$answer" | head -n 1)
            return
            ;;
        *'"next":"register"'*) register ;;
        esac
    done
}

# The third request. False where it is refused: then it is not ours any more, and there is nothing to do.
fetch() {
    session
    request_json POST "/v1/transactions/$transaction/fetch" "{\"session\":$session}"
    [ "$status" = 200 ] || { say "$transaction: status $status: $answer"; return 1; }
    held=$directory/held/$transaction
    mkdir -p "$held"
    # From here on it may have started: whatever happens, it is never run again.
    printf '%s' "$answer" | keep "$held/instruction.json"
}

# report EVENT: `acknowledged` means that it is durable.
report() {
    request_json POST "/v1/transactions/$transaction/report" "{\"attempt\":$attempt,\"events\":[$1]}"
}

# Does what the instruction says, and writes down its outcome before anyone hears of it.
perform() {
    local outcome='"outcome":"rejected","message":"not an instruction for the executor echo"'
    report "{\"seq\":1,\"at\":\"$(now)\",\"type\":\"started\"}"
    : >"$held/stdout"
    # The schema lets through no character that JSON would escape. It is checked here too: the broker is not all there is.
    local text='"instruction":{"executor":"echo","parameters":{"text":"\([] !#-[^-~]*\)"}}'
    if grep -q "$text" "$held/instruction.json"; then
        printf '%s\n' "$(sed "s/.*$text.*/\1/" "$held/instruction.json")" >"$held/stdout"
        outcome="\"outcome\":\"succeeded\",\"exitCode\":0,\"result\":{\"octets\":$(length <"$held/stdout")}"
    fi
    sync "$held/stdout"
    outcome+=",\"output\":{\"stdout\":{\"length\":$(length <"$held/stdout"),\"sha256\":\"$(digest <"$held/stdout")\",\"truncated\":false}}"
    printf '%s' "{\"seq\":2,\"at\":\"$(now)\",\"type\":\"finished\",$outcome}" | keep "$held/outcome.json"
}

length() { wc -c | tr -d ' '; }

# Whether asking again makes sense, after a while.
is_passing() {
    case $status in
    000 | 408 | 429 | 5??) sleep $((1 + RANDOM % 5)) ;;
    *) return 1 ;;
    esac
}

# Sends output and outcome, again and again until the broker has both or does not want them.
deliver() {
    while :; do
        if [ -s "$held/stdout" ]; then
            # What the broker has of it already is skipped there.
            request POST "/v1/transactions/$transaction/output/stdout?attempt=$attempt&offset=0" \
                --header 'Content-Type: application/octet-stream' --data-binary "@$held/stdout"
            if is_passing; then continue; fi
        fi
        report "$(cat "$held/outcome.json")"
        if is_passing; then continue; fi
        break
    done
    [ "$status" = 200 ] || say "$transaction: status $status: $answer"
    rm -rf "$held"
}

# What an earlier life of this agent fetched and did not get acknowledged. Where nobody saw how it ended, that is the outcome.
settle_held() {
    for held in "$directory"/held/t-*; do
        [ -e "$held" ] || continue
        transaction=${held##*/}
        if [ -f "$held/instruction.json" ]; then
            attempt=$(attempt_of "$held/instruction.json")
            [ -f "$held/outcome.json" ] ||
                printf '%s' "{\"seq\":2,\"at\":\"$(now)\",\"type\":\"finished\",\"outcome\":\"unknown\"}" | keep "$held/outcome.json"
            deliver
        fi
        rm -rf "$held"
    done
}

attempt_of() { sed 's/.*"attempt":\([0-9]*\).*/\1/' "$1"; }

run_once() {
    directory=$1
    [ -f "$directory/certificate.pem" ] || fail "$directory is not enrolled: agent.sh enroll ZERO_FILE $directory NAME"
    certificate=$directory/certificate.pem key=$directory/key.pem
    broker=$(cat "$directory/broker")
    journal=$(cat "$directory/journal")
    # Later than the last run, and another one than that of a copy of this directory: the time in milliseconds.
    local last
    last=$(cat "$directory/run")
    run=$(date +%s%3N)
    [ "$run" -gt "$last" ] || run=$((last + 1))
    seq=0
    echo "$run" | keep "$directory/run"

    settle_held
    register
    while await_transaction; do
        if fetch; then break; fi
    done
    attempt=$(attempt_of "$held/instruction.json")
    perform
    deliver
    say "$transaction is done"
}

case "${1:-} $#" in
'enroll 4') enroll "$2" "$3" "$4" ;;
'run-once 2') run_once "$2" ;;
*)
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac
