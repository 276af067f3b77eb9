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
