#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tick: rules over a live history after each scrape: evaluated, alerts stepped, series written.
set -euo pipefail
cd "$(dirname "$0")/../.."
build/release/bin/bench_tick build/bench/tick.json
