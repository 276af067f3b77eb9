// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sidecar_file.h"
#include "tests/gui/window_fixture.h"

#include <QtCore/QTemporaryDir>

namespace qd::test {

/// A leak of three months before; made once, it takes its time.
inline const HistorySnapshot &pastOutage()
{
    static const HistorySnapshot outage = [] {
        FakeHistory past(FakeHistory().now() - std::chrono::hours(24 * 90));
        past.status = {};
        past.run(1200, leaking);
        const auto log = [&past](EventKind kind, std::chrono::seconds before) {
            Event event;
            event.kind = kind;
            event.at = past.now() - before;
            event.subject = QStringLiteral("SessionsRetained");
            event.body = {{QStringLiteral("text"), QStringLiteral("rolled back, no change")}};
            past.log(event);
        };
        log(EventKind::ServiceReady, std::chrono::seconds(1195));
        log(EventKind::Deploy, std::chrono::seconds(900));
        log(EventKind::AlertFiring, std::chrono::seconds(700));
        log(EventKind::Note, std::chrono::seconds(400));
        return past.snapshot();
    }();
    return outage;
}

/// A window that watches a live service, and that outage in a "file".
struct ReplayFixture : WindowFixture
{
    ReplayFixture()
    {
        history.status.dataFolder = folder.path();
        file.publish(pastOutage());
    }

    /// A calm service, watched for twelve minutes.
    void watchCalm()
    {
        history.run(720);
        window.watch(&feed, &gateway);
        publish();
    }
    void open()
    {
        sidecar.reset(); // what it was told to write is written, before it is read again
        sidecar = std::make_unique<SidecarFile>(sidecarPath(folder.filePath(QStringLiteral("outage.mcap"))),
                                                history.clock());
        window.openRecording({&file, sidecar.get(), QStringLiteral("outage.mcap"), {}});
    }
    [[nodiscard]] Playhead &playhead() { return window.playhead(); }
    [[nodiscard]] Timestamp fileEnd() const { return pastOutage().now; }

    QTemporaryDir folder;
    FakeFeed file;
    std::unique_ptr<SidecarFile> sidecar;
};

} // namespace qd::test
