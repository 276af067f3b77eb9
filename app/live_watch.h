// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <QtCore/QPointer>
#include <QtCore/QStringList>

namespace qd {

/// Looks at the live history while something else is on screen, so that what turns critical now is said now. At
/// most once a second.
class LiveWatch : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// Null: there is none, or it is on screen itself. What is critical at first is known.
    void follow(HistoryFeed *live);

Q_SIGNALS:
    /// In words for people.
    void turnedCritical(const QString &words);

private:
    void look(const HistoryPtr &history);

    QPointer<HistoryFeed> m_live;
    QStringList m_critical; ///< ids of findings
    std::optional<Timestamp> m_looked;
};

} // namespace qd
