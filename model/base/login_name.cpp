// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/login_name.h"

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace qd {

QString loginName()
{
    if (const QString name = qEnvironmentVariable("USER"); !name.isEmpty())
        return name;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    const uid_t user = geteuid();
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found && *found->pw_name != '\0')
        return QString::fromLocal8Bit(found->pw_name);
    return QStringLiteral("uid %1").arg(user);
}

} // namespace qd
