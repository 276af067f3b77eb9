// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>

class QSettings;

namespace qd {

enum class SchemeChoice { Desktop, Light, Dark };

/// What to watch when the window opens.
struct TargetChoice
{
    enum class Kind { Empty, Practice, Local, Attach };
    Kind kind = Kind::Practice;
    QString url;       ///< of an attached service's admin plane
    QString tokenFile; ///< a path; the token itself is never stored
};

/// What the window remembers, in one file of its own. An empty path remembers nothing (pictures, tests).
class Settings
{
public:
    explicit Settings(const QString &path);
    ~Settings();
    /// $XDG_CONFIG_HOME/quarterdeck/window.conf
    [[nodiscard]] static QString defaultPath();

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    [[nodiscard]] SchemeChoice scheme() const;
    void setScheme(SchemeChoice scheme);
    [[nodiscard]] bool alertSound() const;
    void setAlertSound(bool on);
    [[nodiscard]] bool utc() const;
    void setUtc(bool utc);
    [[nodiscard]] Millis span() const;
    void setSpan(Millis span);
    /// Its name, which outlives another order of tabs; empty where none was chosen yet.
    [[nodiscard]] QString sideTab() const;
    void setSideTab(const QString &name);
    /// Panels and series chosen for a set of metrics (PanelChoice::toJson()), by its fingerprint; the last 64 are
    /// kept.
    [[nodiscard]] QByteArray panelChoice(const QString &fingerprint) const;
    void setPanelChoice(const QString &fingerprint, const QByteArray &choice);
    /// What was asked in the query box, the newest last.
    [[nodiscard]] QStringList queries() const;
    void setQueries(const QStringList &queries);
    [[nodiscard]] TargetChoice target() const;
    void setTarget(const TargetChoice &target);

private:
    std::unique_ptr<QSettings> m_file;
};

} // namespace qd
