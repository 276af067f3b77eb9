#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that can be said about the sources without compiling them. Prints every finding, then fails once.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
failed=0
check() {
    local name="$1" started="$SECONDS"
    shift
    if "$@"; then
        echo "lint: $name ok ($((SECONDS - started)) s)"
    else
        echo "lint: $name FAILED" >&2
        failed=1
    fi
}

sources() { find app widgets model backend tests -type f \( -name '*.h' -o -name '*.cpp' \) -print0; }
scripts() { find dev .ci/run tests -type f \( -name dev -o -path .ci/run -o -name '*.sh' \) -print0; }

formatted() { sources | xargs -0 -r -n 16 -P 2 clang-format --dry-run --Werror; }
parses() { scripts | xargs -0 -r -n 1 bash -n; }
shell_checked() { scripts | xargs -0 -r shellcheck --severity=warning --shell=bash; }

check format formatted
check walls tests/lint/check_walls.sh
check style tests/lint/check_style.sh
check shell parses
if command -v shellcheck >/dev/null; then
    check shellcheck shell_checked
fi
exit "$failed"
