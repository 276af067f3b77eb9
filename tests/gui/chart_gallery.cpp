// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the chart pane to pictures, to be looked at: chart_gallery FOLDER [WIDTHxHEIGHT …].
#include "model/playhead/playhead.h"
#include "tests/support/synthetic_history.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cstdio>

using namespace qd;
using namespace std::chrono_literals;

namespace {

struct Shot
{
    QString name;
    QSize size;
    Scheme scheme = Scheme::Light;
    double scale = 1;
    Millis span = 1h;
    bool empty = false;
    bool mark = false;
    double crosshair = -1; ///< share of the width, < 0 = none
    std::uint64_t event = 0;
};

void shoot(const Shot &shot, const HistoryPtr &history, const QString &folder)
{
    applyTheme(*qApp, shot.scheme);
    Playhead playhead;
    playhead.follow(shot.span);
    playhead.advanceTo(history->now);
    ChartPane pane(&playhead);
    pane.resize(shot.size);
    if (!shot.empty) {
        pane.setHistory(history);
    }
    pane.show();
    pane.setFocus();
    QCoreApplication::processEvents();
    pane.applyPendingChanges();
    const int y = shot.size.height() / 2;
    if (shot.mark) {
        QTest::mousePress(&pane, Qt::LeftButton, Qt::ControlModifier, QPoint(shot.size.width() / 3, y));
        QTest::mouseMove(&pane, QPoint(shot.size.width() / 2, y));
        QTest::mouseMove(&pane, QPoint(shot.size.width() * 2 / 3, y));
        QTest::mouseRelease(&pane, Qt::LeftButton, Qt::ControlModifier, QPoint(shot.size.width() * 2 / 3, y));
    }
    if (shot.crosshair >= 0) {
        QTest::mouseMove(&pane, QPoint(static_cast<int>(shot.size.width() * shot.crosshair) - 1, y));
        QTest::mouseMove(&pane, QPoint(static_cast<int>(shot.size.width() * shot.crosshair), y));
    }
    if (shot.event > 0) {
        pane.highlightEvent(shot.event);
    }
    pane.applyPendingChanges();
    QImage picture(shot.size * shot.scale, QImage::Format_RGB32);
    picture.setDevicePixelRatio(shot.scale);
    picture.fill(Qt::white);
    pane.render(&picture);
    picture.save(folder + u'/' + shot.name + QStringLiteral(".png"));
}

void shootOverview(const HistoryPtr &history, const QString &folder, const QString &suffix, double scale)
{
    for (Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        applyTheme(*qApp, scheme);
        Playhead playhead;
        playhead.follow(2h);
        playhead.advanceTo(history->now);
        OverviewStrip strip(&playhead);
        strip.resize(1416, 66);
        strip.setHistory(history);
        QImage picture(strip.size() * scale, QImage::Format_RGB32);
        picture.setDevicePixelRatio(scale);
        strip.render(&picture);
        const QString name =
            scheme == Scheme::Light ? QStringLiteral("/overview") : QStringLiteral("/overview-dark");
        picture.save(folder + name + suffix + QStringLiteral(".png"));
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: chart_gallery FOLDER\n");
        return 2;
    }
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const HistoryPtr history = test::syntheticHistory({});
    const HistoryPtr leak = test::syntheticHistory({.leakNamed = true});
    const HistoryPtr slowLeak = test::syntheticHistory({.span = 60h, .interval = 60s, .leakNamed = true});
    const QSize usual(1028, 676);
    const QSize small(640, 470);
    const double scale = qApp->devicePixelRatio();
    const QString suffix = scale == 1 ? QString() : QStringLiteral("-%1x").arg(scale);
    const std::vector<Shot> shots{
        {QStringLiteral("light"), usual, Scheme::Light, scale, 1h, false, false, 0.8},
        {QStringLiteral("dark"), usual, Scheme::Dark, scale, 1h, false, false, 0.8},
        {QStringLiteral("small"), small, Scheme::Light, scale},
        {QStringLiteral("small-dark"), small, Scheme::Dark, scale},
        {QStringLiteral("empty"), usual, Scheme::Light, scale, 1h, true},
        {QStringLiteral("mark"), usual, Scheme::Light, scale, 1h, false, true},
        {QStringLiteral("event"), usual, Scheme::Dark, scale, 1h, false, false, -1, 5},
        {QStringLiteral("five-minutes"), usual, Scheme::Light, scale, 5min, false, false, 0.5},
        {QStringLiteral("ten-seconds"), usual, Scheme::Light, scale, 10s, false, false, 0.5},
        {QStringLiteral("day"), usual, Scheme::Light, scale, 24h},
        {QStringLiteral("wide"), QSize(2000, 1200), Scheme::Light, scale},
    };
    shootOverview(test::syntheticHistory({.span = 24h, .interval = 10s, .heat = false}), folder, suffix, scale);
    for (Shot shot : shots) {
        shot.name += suffix;
        shoot(shot, history, folder);
    }
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const QString name =
            (scheme == Scheme::Dark ? QStringLiteral("leak-dark") : QStringLiteral("leak")) + suffix;
        shoot({name, usual, scheme, scale, 15min, false, false, 0.8}, leak, folder);
        shoot({QStringLiteral("slow-") + name, usual, scheme, scale, 24h}, slowLeak, folder);
        shoot({QStringLiteral("small-") + name, small, scheme, scale, 15min}, leak, folder);
    }
    return 0;
}
