// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/watched_service.h"

#include "moc_watched_service.cpp"
