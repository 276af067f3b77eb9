// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/scenario.h"

#include <algorithm>

namespace qd::drill {

const Release *Scenario::find(const QString &release) const
{
    const auto found = std::ranges::find(releases, release, &Release::name);
    return found == releases.end() ? nullptr : &*found;
}

std::vector<Release> Scenario::offered(std::size_t brought, bool cureIsThere) const
{
    if (brought == 0)
        return {first()};
    const auto begin = releases.begin() + 1;
    std::vector<Release> all(begin, begin + static_cast<std::ptrdiff_t>(std::min(brought, releases.size() - 2)));
    if (cureIsThere)
        all.push_back(cure());
    return all;
}

QString Scenario::awaited(std::size_t brought, bool isNamed) const
{
    if (brought == 0)
        return {};
    return (isNamed
                ? QStringLiteral("%1 is being built and tested: it comes some minutes after the cause was named.")
                : QStringLiteral("%1 is not there yet: it comes some minutes after a hypothesis is confirmed that "
                                 "says what is wrong."))
        .arg(cure().name);
}

std::optional<Scenario> scenarioNamed(const QString &name, Telling telling, std::uint64_t seed, double speed)
{
    if (name != u"session-leak")
        return std::nullopt;
    return sessionLeak(telling, seed, speed);
}

QStringList scenarioNames()
{
    return {QStringLiteral("session-leak")};
}

} // namespace qd::drill
