// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/event_mask.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QMessageAuthenticationCode>
#include <QtCore/QRandomGenerator>
#include <QtCore/QStringList>

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace qd::recording {

namespace {

constexpr auto accountPrefix = QLatin1String("user:"); // sessiond: somebody acting for themselves
constexpr auto noPerson = QLatin1String("command line");
constexpr auto alertKey = QLatin1String("alert"); // of an incident: the identity of an alert

bool isPersonKey(const QString &key)
{
    static const QStringList keys{QStringLiteral("user"),  QStringLiteral("username"), QStringLiteral("operator"),
                                  QStringLiteral("actor"), QStringLiteral("lead"),     QStringLiteral("owner")};
    return keys.contains(key);
}

bool isAddressKey(const QString &key)
{
    static const QStringList keys{QStringLiteral("address"), QStringLiteral("ip"), QStringLiteral("remote")};
    return keys.contains(key);
}

/// Members that speak of programs, never of people.
bool isTechnicalKey(const QString &key)
{
    static const QStringList keys{
        QStringLiteral("kind"),     QStringLiteral("state"),      QStringLiteral("release"),
        QStringLiteral("before"),   QStringLiteral("instance"),   QStringLiteral("target"),
        QStringLiteral("purge_id"), QStringLiteral("preview_id"), QStringLiteral("collector")};
    return keys.contains(key);
}

/// The account a service's event is about; empty when it is about something else, or about many ("12 users").
QString accountOf(const Event &event)
{
    const QString kind = event.body.value(QStringLiteral("kind")).toString();
    const bool isAccount =
        event.kind == EventKind::ServiceEvent &&
        (kind.startsWith(u"user_") || kind.startsWith(u"users_") || kind.startsWith(u"password_"));
    return isAccount && !event.subject.endsWith(u" users") ? event.subject : QString();
}

/// Kinds whose subject is text from elsewhere: an alert's name, a note's, an incident's title.
bool hasForeignSubject(EventKind kind)
{
    const int number = static_cast<int>(kind);
    return kind == EventKind::Note || (number >= 50 && number < 60) || (number >= 90 && number < 100);
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool isAddressCharacter(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F') || c == u':' ||
           c == u'.';
}

/// How long the IP address is that begins here; 0 when none does, or one that says nothing of anybody.
qsizetype addressLength(QStringView text)
{
    qsizetype length = 0;
    while (length < text.size() && length < 46 && isAddressCharacter(text[length]))
        ++length;
    // A full stop or colon behind an address is not of it; "10.0.0.1:7070" ends before its port.
    for (; length >= 2; --length) {
        if (length < text.size() && isWordCharacter(text[length]))
            continue;
        const QByteArray word = text.first(length).toLatin1();
        std::array<unsigned char, sizeof(in6_addr)> bytes{};
        const bool isFour = ::inet_pton(AF_INET, word.constData(), bytes.data()) == 1;
        if (isFour)
            return bytes[0] == 127 || bytes[0] == 0 ? 0 : length;
        if (::inet_pton(AF_INET6, word.constData(), bytes.data()) == 1) {
            const bool isOwn = std::all_of(bytes.begin(), bytes.end() - 1, [](auto b) { return b == 0; });
            return isOwn ? 0 : length;
        }
    }
    return 0;
}

} // namespace

EventMask::EventMask()
    : m_key(32, Qt::Uninitialized)
{
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(m_key.begin()),
                                         reinterpret_cast<quint32 *>(m_key.end()));
}

void EventMask::learn(const Event &event)
{
    if (event.actor != noPerson)
        learnName(Kind::Person,
                  event.actor.startsWith(accountPrefix) ? event.actor.mid(accountPrefix.size()) : event.actor);
    learnName(Kind::Person, accountOf(event));
    learnBody(event.body);
}

void EventMask::learnBody(const QJsonObject &body)
{
    for (auto member = body.begin(); member != body.end(); ++member) {
        if (member->isObject())
            learnBody(member->toObject());
        else if (isPersonKey(member.key()))
            learnName(Kind::Person, member->toString());
        else if (isAddressKey(member.key()))
            learnName(Kind::Address, member->toString());
    }
}

void EventMask::learnName(Kind kind, const QString &name)
{
    const QString lower = name.toLower();
    if (lower.isEmpty() || m_known.contains(lower))
        return;
    m_known.insert(lower, kind);
    QStringList &names = m_byFirst[lower.front()];
    const auto place =
        std::ranges::find_if(names, [&](const QString &other) { return other.size() < lower.size(); });
    names.insert(place, lower);
}

QString EventMask::pseudonym(Kind kind, const QString &name)
{
    const QString word = kind == Kind::Person ? QStringLiteral("user-") : QStringLiteral("address-");
    QString &known = m_pseudonyms[word + name.toLower()];
    if (!known.isEmpty())
        return known;
    const QString digest = QString::fromLatin1(
        QMessageAuthenticationCode::hash((word + name.toLower()).toUtf8(), m_key, QCryptographicHash::Sha256)
            .toHex());
    qsizetype length = 4;
    while (m_used.contains(word + digest.left(length)) && length < digest.size())
        ++length;
    known = word + digest.left(length);
    m_used.insert(known);
    ++(kind == Kind::Person ? m_people : m_addresses);
    return known;
}

Event EventMask::masked(Event event)
{
    const bool isAccount = !accountOf(event).isEmpty();
    event.actor = maskedActor(event.actor);
    if (isAccount)
        event.subject = pseudonym(Kind::Person, event.subject);
    else if (hasForeignSubject(event.kind))
        event.subject = maskedText(event.subject);
    event.reason = maskedText(event.reason);
    event.body = maskedValue({}, event.body).toObject();
    return event;
}

QString EventMask::maskedActor(const QString &actor)
{
    if (actor.isEmpty() || actor == noPerson)
        return actor;
    return pseudonym(Kind::Person, actor.startsWith(accountPrefix) ? actor.mid(accountPrefix.size()) : actor);
}

QJsonValue EventMask::maskedValue(const QString &key, const QJsonValue &value)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            *member = maskedValue(member.key(), *member);
        return object;
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue entry : value.toArray())
            array.append(maskedValue(key, entry));
        return array;
    }
    const QString text = value.toString();
    if (text.isEmpty() || isTechnicalKey(key))
        return value;
    if (key == alertKey)
        return maskedIdentity(text);
    if (isPersonKey(key))
        return maskedActor(text);
    return isAddressKey(key) ? pseudonym(Kind::Address, text) : maskedText(text);
}

/// What names an alert (rules::identityOf()) still names it when its labels are masked.
QString EventMask::maskedIdentity(const QString &identity)
{
    const qsizetype labels = identity.indexOf(QStringLiteral(" {"));
    const QJsonObject json = QJsonDocument::fromJson(identity.mid(labels + 1).toUtf8()).object();
    if (labels < 0 || json.isEmpty())
        return maskedText(identity);
    const QJsonObject masked = maskedValue({}, json).toObject();
    return maskedText(identity.first(labels)) + u' ' +
           QString::fromUtf8(QJsonDocument(masked).toJson(QJsonDocument::Compact));
}

/// Nothing, or the pseudonym for what begins at `position`, which moves behind it.
QString EventMask::maskedWordAt(const QString &text, qsizetype &position)
{
    const QStringView rest = QStringView(text).mid(position);
    for (const QString &name : m_byFirst.value(rest.front().toLower())) {
        const bool ends = name.size() >= rest.size() || !isWordCharacter(rest[name.size()]);
        if (!ends || !rest.startsWith(name, Qt::CaseInsensitive))
            continue;
        position += name.size();
        return pseudonym(m_known.value(name), name);
    }
    const qsizetype length = addressLength(rest);
    if (length == 0)
        return {};
    position += length;
    return pseudonym(Kind::Address, rest.first(length).toString());
}

QString EventMask::maskedText(const QString &text)
{
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        const bool begins = at == 0 || !isWordCharacter(text[at - 1]);
        const QString word = begins ? maskedWordAt(text, at) : QString();
        if (word.isEmpty())
            result += text[at++];
        else
            result += word;
    }
    return result;
}

} // namespace qd::recording
