#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# replay [HOURS]: a day of 60 series (or a part of it) played at 1000 times in the real window, beside what was delivered.
set -euo pipefail
cd "$(dirname "$0")/../.."
QT_QPA_PLATFORM=offscreen TZ=UTC build/release/bin/bench_replay "$@"
