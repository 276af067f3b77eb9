// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/system_words.h"

#include <cstring>

namespace qd {

QString systemWords(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

} // namespace qd
