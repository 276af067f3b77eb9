// SPDX-License-Identifier: GPL-3.0-or-later
// A day of 60 series at 1 Hz: walked through as fast as the machine can, then opened as a recording in the real
// window and played at 1000 times. Prints what was delivered beside what is stored, the speed that was kept, and
// how long frames took. `bench_replay [HOURS]` takes a part of the day.
#include "app/main_window.h"
#include "app/recording_session.h"
#include "app/replay_desk.h"
#include "model/health/findings_evaluator.h"
#include "tests/support/fake_history.h"
#include "tests/support/recorded.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/shared/theme.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace qd;
using namespace qd::test;

namespace {

constexpr int day = 86'400;
constexpr int askedSpeed = 1000;

FakeSecond secondOf(int second)
{
    FakeSecond s;
    const double leak = second < day / 2 ? 0 : (second - day / 2) / 300.0;
    s.retained = double(int(leak * 60));
    s.residentMiB = 96 + leak / 3 + (second * 7919 % 13) * 0.05;
    s.active = 14'000 + second * 31 % 977;
    s.p99Ms = 4 + leak / 20 + (second * 104'729 % 17) * 0.1;
    s.memorySlopeMiBPerMin = leak > 0 ? 0.07 : 0.0;
    return s;
}

struct Stored
{
    std::int64_t series = 0;
    std::int64_t samples = 0;
};

Stored storedIn(const SeriesSnapshot &series)
{
    Stored stored;
    for (const std::string &name : series.names()) {
        for (const SeriesView &view : series.select(name)) {
            ++stored.series;
            view.forEach({Timestamp{}, Timestamp::max()}, [&](const Sample &) { return ++stored.samples, true; });
        }
    }
    return stored;
}

void print(const char *how, const WalkCounts &counts, double seconds, int length)
{
    std::printf("%s: rows %lld, samples %lld, events %lld, evaluations %lld in %.1f s: %.0f times\n", how,
                static_cast<long long>(counts.rows), static_cast<long long>(counts.samples),
                static_cast<long long>(counts.events), static_cast<long long>(counts.evaluations), seconds,
                length / seconds);
}

void walkAtOnce(const HistoryPtr &history, int length)
{
    ReplayWalk walk(std::make_unique<FindingsEvaluator>());
    walk.begin(history, history->series.extent().begin - Millis(1));
    QElapsedTimer timer;
    timer.start();
    while (!walk.walkTo(history->now, 1 << 20).isWhole) {
    }
    print("walked in memory", walk.counts(), double(timer.nsecsElapsed()) / 1e9, length);
}

double threadMillis()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Times from one paint of the charts to the next: by the clock, and what this thread spent meanwhile.
class FrameMeter final : public QObject
{
public:
    explicit FrameMeter(QWidget *watched) { watched->installEventFilter(this); }
    void begin()
    {
        m_clock.start();
        m_cpu = threadMillis();
        clock.clear();
        cpu.clear();
    }
    std::vector<double> clock;
    std::vector<double> cpu;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_clock.isValid()) {
            clock.push_back(double(m_clock.nsecsElapsed()) / 1e6);
            cpu.push_back(threadMillis() - m_cpu);
            m_clock.restart();
            m_cpu = threadMillis();
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QElapsedTimer m_clock;
    double m_cpu = 0;
};

void printFrames(const char *what, std::vector<double> times)
{
    std::ranges::sort(times);
    const auto at = [&](double share) { return times[std::size_t(share * double(times.size() - 1))]; };
    std::printf("%s: %zu frames, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms\n", what, times.size(),
                at(0.5), at(0.95), at(0.99), times.back());
}

void playInWindow(const QString &path, int length)
{
    const TimelineClock clock;
    Settings settings{QString()};
    MainWindow window(settings, clock);
    window.resize(1440, 900);
    window.show();
    RecordingSession session(window, clock);
    FrameMeter frames(window.findChild<ChartPane *>());
    QElapsedTimer timer;
    timer.start();
    QObject::connect(&session, &RecordingSession::opened, &window, [&] {
        std::printf("opened after %lld ms\n", static_cast<long long>(timer.elapsed()));
        window.playhead().setSpeed(askedSpeed);
        window.replay()->player().toggle();
        timer.restart();
        frames.begin();
    });
    QObject::connect(&session, &RecordingSession::failed, &window, [](const Error &error) {
        std::fprintf(stderr, "%s\n", qPrintable(error.words));
        QApplication::exit(1);
    });
    QObject::connect(&window.replay()->player(), &Player::ended, &window, [&] { QApplication::quit(); });
    session.open({path, {}, {}, {}, askedSpeed, true});
    if (QApplication::exec() == 0) {
        print("played in the window", window.replay()->player().counts(), double(timer.nsecsElapsed()) / 1e9,
              length);
        printFrames("from paint to paint", frames.clock);
        printFrames("processor time a frame", frames.cpu);
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    applyTheme(app, Scheme::Light);
    const int length = argc > 1 ? std::clamp(std::atoi(argv[1]) * 3600, 3600, day) : day;
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("day.mcap"));
    {
        FakeHistory made;
        made.furtherGauges = 16; // to make it 60 series
        made.run(length, secondOf);
        for (int i = 0; i < length; i += 600) {
            Event note;
            note.at = made.now() - std::chrono::seconds(i);
            made.log(note);
        }
        const auto history = std::make_shared<const HistorySnapshot>(made.snapshot());
        const Stored stored = storedIn(history->series);
        std::printf("stored: %d s, %lld series, %lld samples, %zu events\n", length,
                    static_cast<long long>(stored.series), static_cast<long long>(stored.samples),
                    history->events.size());
        walkAtOnce(history, length);
        if (!record(*history, path)) {
            std::fprintf(stderr, "the recording could not be written\n");
            return 1;
        }
    }
    std::fflush(stdout);
    playInWindow(path, length);
    return 0;
}
