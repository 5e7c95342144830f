#!/bin/sh
# Makes .venv-train, the environment that trains the starter models: setup.sh [cpu|cu128|...].
# Without a name torch comes as the package index has it. Does nothing when nothing changed.
set -eu

torch=${1:-}
cd "$(dirname "$0")/../.."
wanted="$torch $(cksum models/recipes/requirements.txt)"
if [ -x .venv-train/bin/python ] && [ "$(cat .venv-train/.sotto 2>/dev/null)" = "$wanted" ]; then exit 0; fi

for program in flite espeak-ng; do
    command -v "$program" >/dev/null || { echo "sotto: $program is missing. Install it with: sudo apt-get install $program" >&2; exit 1; }
done
[ -d /usr/share/wordnet ] || { echo "sotto: WordNet is missing. Install it with: sudo apt-get install wordnet-base" >&2; exit 1; }
uv=$(command -v uv || echo .uv/bin/uv)
"$uv" --version >/dev/null 2>&1 || { echo "sotto: uv is missing; ./test installs it" >&2; exit 1; }
"$uv" venv --quiet --clear --no-project --python "${SOTTO_PYTHON:-python3}" .venv-train
# shellcheck disable=SC2086  # two words or none
"$uv" pip install --quiet --python .venv-train ${torch:+--torch-backend $torch} -r models/recipes/requirements.txt
printf '%s\n' "$wanted" >.venv-train/.sotto
