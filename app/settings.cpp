// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "model/playhead/playhead.h"

#include <QtCore/QFileInfo>
#include <QtCore/QSettings>
#include <QtCore/QStandardPaths>

#include <algorithm>

namespace qd {

namespace {

using Kind = TargetChoice::Kind;

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Empty:
        return QStringLiteral("empty");
    case Kind::Practice:
        return QStringLiteral("practice");
    case Kind::Local:
        return QStringLiteral("local");
    case Kind::Attach:
        return QStringLiteral("attach");
    }
    return {};
}

Kind kindOf(const QString &name)
{
    for (Kind kind : {Kind::Empty, Kind::Local, Kind::Attach}) {
        if (name == nameOf(kind)) {
            return kind;
        }
    }
    return Kind::Practice;
}

/// The next start may be in another folder.
QString wherever(const QString &file)
{
    return file.isEmpty() ? file : QFileInfo(file).absoluteFilePath();
}

} // namespace

Settings::Settings(const QString &path)
    : m_file(path.isEmpty() ? nullptr : std::make_unique<QSettings>(path, QSettings::IniFormat))
{}

Settings::~Settings() = default;

QString Settings::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/quarterdeck/window.conf");
}

QByteArray Settings::geometry() const
{
    return m_file ? m_file->value(QStringLiteral("geometry")).toByteArray() : QByteArray();
}

void Settings::setGeometry(const QByteArray &geometry)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("geometry"), geometry);
    }
}

SchemeChoice Settings::scheme() const
{
    const QString name = m_file ? m_file->value(QStringLiteral("theme")).toString() : QString();
    return name == u"light" ? SchemeChoice::Light : (name == u"dark" ? SchemeChoice::Dark : SchemeChoice::Desktop);
}

void Settings::setScheme(SchemeChoice scheme)
{
    static const QString names[] = {QStringLiteral("desktop"), QStringLiteral("light"), QStringLiteral("dark")};
    if (m_file) {
        m_file->setValue(QStringLiteral("theme"), names[int(scheme)]);
    }
}

bool Settings::alertSound() const
{
    return !m_file || m_file->value(QStringLiteral("alertSound"), true).toBool();
}

void Settings::setAlertSound(bool on)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("alertSound"), on);
    }
}

bool Settings::utc() const
{
    return !m_file || m_file->value(QStringLiteral("utc"), true).toBool();
}

void Settings::setUtc(bool utc)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("utc"), utc);
    }
}

Millis Settings::span() const
{
    const Millis usual = std::chrono::minutes(15);
    if (!m_file) {
        return usual;
    }
    bool isNumber = false;
    const Millis stored(m_file->value(QStringLiteral("span_ms")).toLongLong(&isNumber));
    if (!isNumber || stored <= Millis(0)) {
        return usual;
    }
    return std::clamp(stored, Playhead::shortestSpan, Playhead::longestSpan);
}

void Settings::setSpan(Millis span)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("span_ms"), qlonglong(span.count()));
    }
}

QString Settings::sideTab() const
{
    return m_file ? m_file->value(QStringLiteral("side_tab")).toString() : QString();
}

void Settings::setSideTab(const QString &name)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("side_tab"), name);
    }
}

QByteArray Settings::panelChoice(const QString &fingerprint) const
{
    return m_file ? m_file->value(QStringLiteral("panels/") + fingerprint).toByteArray() : QByteArray();
}

void Settings::setPanelChoice(const QString &fingerprint, const QByteArray &choice)
{
    if (!m_file) {
        return;
    }
    constexpr qsizetype mostKept = 64;
    const QString order = QStringLiteral("panels/order");
    QStringList known = m_file->value(order).toStringList();
    known.removeAll(fingerprint);
    known.append(fingerprint);
    while (known.size() > mostKept) {
        m_file->remove(QStringLiteral("panels/") + known.takeFirst());
    }
    m_file->setValue(order, known);
    m_file->setValue(QStringLiteral("panels/") + fingerprint, choice);
}

QStringList Settings::queries() const
{
    return m_file ? m_file->value(QStringLiteral("queries")).toStringList() : QStringList();
}

void Settings::setQueries(const QStringList &queries)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("queries"), queries);
    }
}

TargetChoice Settings::target() const
{
    TargetChoice choice;
    if (m_file) {
        choice.kind = kindOf(m_file->value(QStringLiteral("target/kind")).toString());
        choice.url = m_file->value(QStringLiteral("target/url")).toString();
        choice.tokenFile = m_file->value(QStringLiteral("target/token_file")).toString();
    }
    return choice;
}

void Settings::setTarget(const TargetChoice &target)
{
    if (m_file) {
        m_file->setValue(QStringLiteral("target/kind"), nameOf(target.kind));
        m_file->setValue(QStringLiteral("target/url"), target.url);
        m_file->setValue(QStringLiteral("target/token_file"), wherever(target.tokenFile));
    }
}

} // namespace qd
