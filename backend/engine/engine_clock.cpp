// SPDX-License-Identifier: GPL-3.0-or-later
// What EngineCore says of clocks that step, and of a machine that slept.
#include "backend/engine/alert_notifier.h"
#include "backend/engine/engine_core.h"
#include "model/base/units.h"

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis noteworthyStep = 1s;
constexpr Millis noteworthySleep = 10s;

} // namespace

void EngineCore::watchClock()
{
    if (!m_ownClock)
        return;
    const Millis step = static_cast<const TimelineClock *>(m_ownClock.get())->wallClockStep();
    const Millis moved = step - m_clockStep;
    if (std::chrono::abs(moved) < noteworthyStep)
        return;
    m_clockStep = step;
    if (m_notifier)
        m_notifier->setClockStep(step);
    tell(EventKind::ClockStepped, QStringLiteral("clock"),
         QStringLiteral("The clock of this machine was set %1 s %2.")
             .arg(double(std::chrono::abs(moved).count()) / 1000, 0, 'f', 1)
             .arg(moved.count() > 0 ? QStringLiteral("forward") : QStringLiteral("back")),
         {{QStringLiteral("step_ms"), qint64(moved.count())}});
}

/// The timeline counts what the machine slept, the clock of deadlines does not.
void EngineCore::watchSleep()
{
    if (m_config.story) // its time runs otherwise anyway
        return;
    const Awake now{m_clock->now(), steadyNow()};
    const Awake before = std::exchange(m_awake, now);
    if (before.at == Timestamp{})
        return;
    const Millis asleep = (now.at - before.at) - (now.steady - before.steady);
    if (asleep >= noteworthySleep)
        tellGap(QStringLiteral("This machine slept for %1: nothing was watched or recorded meanwhile.")
                    .arg(units::duration(asleep)),
                {before.at, now.at});
}

} // namespace qd
