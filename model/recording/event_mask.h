// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

namespace qd::recording {

/// Puts pseudonyms ("user-3f2a", "address-90c1") in the place of people and network addresses, so that events can
/// be handed on. The same name gives the same pseudonym from one mask, and another one from any other: they are
/// keyed with random bytes that end with the mask, and cannot be looked up. Texts people wrote stay, but for known
/// names and for addresses in them. Not masked: session ids, loopback addresses, where the watched service runs.
class EventMask
{
public:
    EventMask();

    /// Takes note of the people and addresses in the places where events keep them: actors, accounts, selectors.
    /// Texts are searched for what was learnt before they are masked.
    void learn(const Event &event);
    [[nodiscard]] Event masked(Event event);

    /// How many different ones were masked so far.
    [[nodiscard]] int people() const { return m_people; }
    [[nodiscard]] int addresses() const { return m_addresses; }

private:
    enum class Kind { Person, Address };

    void learnName(Kind kind, const QString &name);
    void learnBody(const QJsonObject &body);
    [[nodiscard]] QString pseudonym(Kind kind, const QString &name);
    [[nodiscard]] QString maskedActor(const QString &actor);
    [[nodiscard]] QString maskedIdentity(const QString &identity);
    [[nodiscard]] QString maskedText(const QString &text);
    [[nodiscard]] QString maskedWordAt(const QString &text, qsizetype &position);
    [[nodiscard]] QJsonValue maskedValue(const QString &key, const QJsonValue &value);

    QByteArray m_key;
    QHash<QString, Kind> m_known;         ///< in lower case
    QHash<QChar, QStringList> m_byFirst;  ///< known names by their first letter, the longest first
    QHash<QString, QString> m_pseudonyms; ///< by kind and name in lower case
    QSet<QString> m_used;                 ///< pseudonyms
    int m_people = 0;
    int m_addresses = 0;
};

} // namespace qd::recording
