// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/history.h"

#include "moc_history.cpp"
