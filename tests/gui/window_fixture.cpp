// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window_fixture.h"

namespace qd::test {

FakeSecond leaking(int second)
{
    FakeSecond s;
    const double leak = second < 300 ? 0 : (second - 300) * 13.0;
    s.retained = leak;
    s.residentMiB = 96 + leak * 2048 / 1048576 + (second % 7) * 0.2;
    s.active = 14'612 + (second % 11) * 9;
    s.p99Ms = 12 + leak / 1000 + (second % 5) * 0.3;
    if (leak > 0) {
        s.memorySlopeMiBPerMin = 1.55;
        s.limitSeconds = (246 - s.residentMiB) / 1.55 * 60;
    }
    return s;
}

SessionPage somePage(Timestamp now, int rows)
{
    SessionPage page;
    for (int i = 0; i < rows; ++i) {
        SessionRow row;
        row.id = QStringLiteral("0f6c2a%1").arg(i, 6, 16, QLatin1Char('0'));
        row.user = i % 9 == 4 ? QStringLiteral("maria.fernandez-ortega@example.org")
                              : QStringLiteral("practice-%1").arg(i * 37 % 900, 5, 10, QLatin1Char('0'));
        row.address = i % 9 == 7 ? QStringLiteral("2001:db8:85a3:8d3:1319:8a2e:370:7348")
                                 : QStringLiteral("192.168.%1.%2").arg(100 + i % 8).arg(7 + i * 13 % 240);
        row.state = i % 5 == 3   ? SessionState::Retained
                    : i % 7 == 2 ? SessionState::Expired
                                 : SessionState::Active;
        row.createdAt = now - std::chrono::minutes(3 + i * 7 % 600);
        row.lastSeenAt = now - std::chrono::seconds(2 + i * 5 % 900);
        row.bytes = 900 + i * 173 % 4000;
        page.rows.push_back(row);
    }
    page.nextCursor = QStringLiteral("next");
    return page;
}

WindowFixture::WindowFixture()
    : window(settings, history.clock())
{}

void WindowFixture::fill(bool leak)
{
    leak ? history.run(1200, leaking) : history.run(1200);
    if (leak) {
        history.status.health = Health::Degraded;
    }
    window.watch(&feed, &gateway);
    publish();
}

void WindowFixture::logSomeWork()
{
    const auto log = [this](EventKind kind, std::chrono::seconds ago, const QString &story, const QString &actor,
                            const QString &reason, const QJsonObject &body) {
        Event event;
        event.kind = kind;
        event.at = history.now() - ago;
        event.correlation = story;
        event.actor = actor;
        event.reason = reason;
        event.body = body;
        history.log(event);
    };
    using std::chrono::seconds;
    const QString maker = QStringLiteral("window");
    const QString ada = QStringLiteral("ada");
    log(EventKind::ServiceStarted, seconds(1190), {}, {}, {}, {});
    log(EventKind::ServiceReady, seconds(1188), {}, {}, {}, {});
    for (int i = 0; i < 20; ++i) {
        log(EventKind::ServiceEvent, seconds(1187), QStringLiteral("u%1").arg(i), maker, {},
            {{QStringLiteral("kind"), QStringLiteral("users_created")}, {QStringLiteral("count"), 10}});
    }
    log(EventKind::Deploy, seconds(900), {}, QStringLiteral("pipeline"), {}, {});
    log(EventKind::Note, seconds(610), {}, ada, {},
        {{QStringLiteral("text"), QStringLiteral("Rolled the login page back to yesterday's; no change in what "
                                                 "stays after logout, so it is not the page.")}});
    log(EventKind::PurgeRequested, seconds(300), QStringLiteral("p1"), ada, QStringLiteral("memory is filling"),
        {{QStringLiteral("expected"), 12'434}});
    log(EventKind::PurgeFinished, seconds(298), QStringLiteral("p1"), ada, QStringLiteral("memory is filling"),
        {{QStringLiteral("purged"), 12'431}, {QStringLiteral("spared"), 3}});
    log(EventKind::ServiceCrashed, seconds(120), {}, {}, {}, {{QStringLiteral("signal"), 9}});
    log(EventKind::ServiceReady, seconds(118), {}, {}, {}, {});
    log(EventKind::ScrapeFailed, seconds(119), {}, {}, {}, {});
    log(EventKind::ActionRefused, seconds(60), {}, ada, QStringLiteral("The service is draining."), {});
}

} // namespace qd::test
