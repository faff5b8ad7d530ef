#!/bin/sh
# Préau on a Debian that has nothing but Python: made by debootstrap, entered by chroot. Run as root; see docs/bare-machine.md.
#
#   sh tests/bare_machine.sh make  bookworm /var/tmp/bare      a bare Debian 12 (trixie: Debian 13)
#   sh tests/bare_machine.sh demo  /var/tmp/bare root          `manage.py demo` as root, until it answers
#   sh tests/bare_machine.sh demo  /var/tmp/bare user          the same as an ordinary user
#   sh tests/bare_machine.sh test  /var/tmp/bare root [ARGS]   `manage.py test ARGS` (nothing: the whole suite)
#   sh tests/bare_machine.sh clean /var/tmp/bare               take it away
#
# MIRROR: another mirror than debootstrap's own. BIND: folders of this machine that the bare one must see too, such as a local copy of PyPI.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
port=${PORT:-8123}
patience=${PATIENCE:-900} # seconds for an installation and the loading of the commune

make() {
    debootstrap --variant=minbase --include=python3,ca-certificates "$1" "$2" ${MIRROR:-}
}

# What lets this machine reach its package registries lets the bare one too; nothing of it enters the project.
furnish() {
    for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/xdg/pip/* "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"; do
        [ ! -f "$file" ] || { mkdir -p "$1$(dirname "$file")" && cp "$file" "$1$file"; }
    done
    for folder in /proc /dev ${BIND:-}; do
        mkdir -p "$1$folder"
        mountpoint -q "$1$folder" || mount --rbind "$folder" "$1$folder"
    done
}

# A clone of what is committed here, for whoever runs it.
checkout() {
    home=/srv/preau-$2
    if [ "$2" = user ]; then
        chroot "$1" id parent >/dev/null 2>&1 || chroot "$1" useradd --create-home parent
    fi
    rm -rf "$1$home"
    git clone -q "$here" "$1$home"
    [ "$2" = root ] || chroot "$1" chown -R parent "$home"
}

# A command in the bare machine, as root or as an ordinary user, with the variables that reach the registries.
inside() {
    machine=$1 who=$2
    shift 2
    reach=$(env | grep -E '^(PIP_[A-Z_]*|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|[a-z]*_proxy)=' || true)
    if [ "$who" = root ]; then set -- /bin/sh -c "cd /srv/preau-root && exec $*"
    else set -- setpriv --reuid=parent --regid=parent --init-groups env HOME=/home/parent /bin/sh -c "cd /srv/preau-user && exec $*"
    fi
    # shellcheck disable=SC2086  # one variable a word
    ${as:-} chroot "$machine" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 $reach "$@"
}

# An ordinary user is told the one line to run; here root runs it, as an administrator would.
lend() {
    said=$(inside "$1" user "python3 manage.py demo" 2>&1) && { echo "the user was not told what is missing" >&2; exit 1; }
    echo "$said"
    line=$(echo "$said" | sed -n 's/^ *sudo \(apt-get update && \)sudo \(apt-get install .*\)/\1\2/p')
    [ -n "$line" ] || { echo "no line to run was printed" >&2; exit 1; }
    chroot "$1" env DEBIAN_FRONTEND=noninteractive sh -c "$line" >/dev/null
}

demo() {
    furnish "$1"
    checkout "$1" "$2"
    if [ "$2" = user ] && ! chroot "$1" python3 -c 'import ensurepip' 2>/dev/null; then lend "$1"; fi
    begun=$(date +%s)
    (as=exec && inside "$1" "$2" "python3 manage.py demo --port $port") & # becomes the server: one process to end
    server=$!
    trap 'kill $server 2>/dev/null || true' EXIT INT TERM
    until answers; do
        kill -0 $server 2>/dev/null || { echo "the demonstration stopped" >&2; exit 1; }
        [ $(($(date +%s) - begun)) -lt "$patience" ] || { echo "no page after $patience s" >&2; exit 1; }
        sleep 1
    done
    echo "$2: first page after $(($(date +%s) - begun)) s, $(inside "$1" "$2" '.venv/bin/python --version')"
}

# The bare machine has this one's network: the page is asked from here.
answers() {
    python3 - "http://127.0.0.1:$port/" <<'PROBE' 2>/dev/null
import sys, urllib.request
page = urllib.request.urlopen(sys.argv[1], timeout=10).read().decode()
sys.exit("Portail famille" not in page)
PROBE
}

run_tests() {
    machine=$1 who=$2
    shift 2
    furnish "$machine"
    checkout "$machine" "$who"
    inside "$machine" "$who" "python3 manage.py test $*"
}

clean() {
    for folder in /proc /dev ${BIND:-}; do
        ! mountpoint -q "$1$folder" || umount -R -l "$1$folder"
    done
    rm -rf --one-file-system "$1"
}

action=$1
shift
case $action in
    make) make "$@" ;;
    demo) demo "$@" ;;
    test) run_tests "$@" ;;
    clean) clean "$@" ;;
    *) sed -n '2,9p' "$0"; exit 2 ;;
esac
