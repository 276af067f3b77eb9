// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/action/gateway.h"

#include "moc_gateway.cpp"
