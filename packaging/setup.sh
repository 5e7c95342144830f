#!/bin/sh
# Makes a checkout ready to use: setup.sh run | test. Does nothing when nothing changed; talks on stderr only.
set -eu

kind=${1:-run}
cd "$(dirname "$0")/.."
root=$(pwd)
stamp=.venv/.sotto

say() { printf 'sotto: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# ./run after ./test keeps the test tools
lock=requirements.txt
if [ "$kind" = test ] || [ "$(sed -n 1p "$stamp" 2>/dev/null)" = requirements-dev.txt ]; then lock=requirements-dev.txt; fi
state="$lock
$root
$(cksum "$lock" packaging/build.txt packaging/llama.cmake packaging/setup.sh pyproject.toml)"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then exit 0; fi

# --- Python --------------------------------------------------------------------------------------------------------------------

find_python() {
    for candidate in ${SOTTO_PYTHON:-} python3 python3.13 python3.12 python3.11; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        "$candidate" -c 'import sys; print(sys.executable)'
        return 0
    done
    return 1
}

has_uv() { uv --version >/dev/null 2>&1 || .uv/bin/uv --version >/dev/null 2>&1; }

has_venv() { "$(find_python || echo python3)" -c 'import ensurepip, venv' 2>/dev/null; }

# --- system libraries (Debian, Ubuntu and their kin) ---------------------------------------------------------------------------

needed="g++ libportaudio2 libegl1 libgl1 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3 libxkbcommon0 libgomp1"
useful="libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
libwayland-client0 libwayland-cursor0 libwayland-egl1 libasound2-plugins"
if [ "$kind" = test ]; then useful="$useful pulseaudio pulseaudio-utils xvfb openbox dbus-daemon espeak-ng flite postgresql"; fi
# elsewhere the name is missing or stands for a snap; the tests that need it are skipped then
if [ "$kind" = test ] && grep -qs '^ID=debian' /etc/os-release; then useful="$useful chromium"; fi

missing_packages() { # NAME... -> those that no installed package is or provides
    # shellcheck disable=SC2016  # the ${...} are dpkg-query's own
    installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}, ${Provides},\n' | sed -n 's/^ii *//p' | tr -s ', ' '\n')
    for name in "$@"; do
        printf '%s\n' "$installed" | grep -qxF -e "$name" || printf '%s ' "$name"
    done
}

apt_install() { # NAME... ; a list of packages that is absent or stale is fetched once
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    say "installing system packages: $*"
    # shellcheck disable=SC2086  # $sudo is a command or nothing
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "$@" >.setup.log 2>&1 </dev/null ||
        { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "$@"; } \
            >>.setup.log 2>&1 </dev/null
}

without_server() { # the tests start a PostgreSQL of their own: Debian's package shall not leave one running
    folder=/etc/postgresql-common
    if [ -e "$folder" ]; then return 0; fi # somebody has one and decides
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    $sudo mkdir -p "$folder/createcluster.d" 2>/dev/null &&
        printf 'create_main_cluster = false\n' | $sudo tee "$folder/createcluster.d/sotto.conf" >/dev/null || true
}

system_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        [ "$(uname -s)" != Linux ] || say "not a Debian system: see to PortAudio, Qt's xcb and EGL libraries and a C++ compiler yourself"
        return 0
    fi
    find_python >/dev/null || needed="python3 $needed"
    has_uv || has_venv || needed="python3-venv $needed"
    # shellcheck disable=SC2086  # lists of words
    missing=$(missing_packages $needed $useful)
    [ -n "$missing" ] || return 0
    case " $missing " in *" postgresql "*) without_server ;; esac
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
        # shellcheck disable=SC2086
        apt_install $missing && return 0
        tail -n 5 .setup.log >&2
    fi
    say "system packages are missing. Install them with:"
    printf '    sudo apt-get install --no-install-recommends %s\n' "$missing" >&2
    # shellcheck disable=SC2086
    indispensable=$(missing_packages $needed)
    [ -z "$indispensable" ] || die "cannot go on without: $indispensable"
    say "going on without them; some windows or tests will not work"
}

# --- uv and the environment ----------------------------------------------------------------------------------------------------

find_uv() {
    for candidate in uv .uv/bin/uv; do
        if "$candidate" --version >/dev/null 2>&1; then echo "$candidate"; return 0; fi
    done
    say "installing uv into .uv/"
    "$python" -m venv .uv >.setup.log 2>&1 || {
        cat .setup.log >&2
        say "Python's venv module is missing. Install it with: sudo apt-get install python3-venv"
        return 1
    }
    .uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r packaging/uv.txt >&2 || return 1
    echo .uv/bin/uv
}

environment() {
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        "$uv" venv --quiet --clear --no-project --python "$python" .venv
    # a setting of the build, so that what another llama.cmake compiled is taken neither from uv's cache nor from .venv
    recipe=$(cksum <packaging/llama.cmake | cut -d ' ' -f 1)
    grep -qs "$recipe" .venv/lib/python3*/site-packages/llama_cpp_python-*/uv_build.json || anew="--reinstall-package llama-cpp-python"
    # shellcheck disable=SC2086  # an option and its value, or nothing
    CMAKE_ARGS="-DCMAKE_PROJECT_INCLUDE=$root/packaging/llama.cmake ${CMAKE_ARGS:-}" \
        .venv/bin/python packaging/progress.py "$uv" pip sync --verbose --python .venv --require-hashes \
        --build-constraints packaging/build.txt ${anew:-} \
        --config-settings-package "llama-cpp-python:cmake.define.SOTTO_RECIPE=$recipe" "$lock"
    "$uv" pip install --quiet --python .venv --no-deps --build-constraints packaging/build.txt --editable .
    .venv/bin/python -c 'import importlib.util as u, sys; sys.exit(u.find_spec("torch") is not None)' ||
        die "torch is in the environment, and must not be: correct the lock (make lock), remove .venv and try again"
}

say "setting up (the first time takes minutes: llama.cpp is compiled for this machine)"
started=$(date +%s)
export UV_PYTHON_DOWNLOADS=never
rm -f "$stamp"
system_packages
python=$(find_python) || die "Python 3.11 or newer is needed. Install it (sudo apt-get install python3 python3-venv), or name one in SOTTO_PYTHON"
uv=$(find_uv) || die "uv could not be installed"
environment
rm -f .setup.log
printf '%s\n' "$state" >"$stamp"
say "set up in $(($(date +%s) - started)) s"
