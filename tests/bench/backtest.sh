#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# backtest: 30 rules over a day of 60 series, beside query_range of a real Prometheus; fails where answers differ.
set -euo pipefail
cd "$(dirname "$0")/../.."
build/release/bin/bench_backtest build/bench/backtest.json
