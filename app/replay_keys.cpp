// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of ReplayDesk, as the help lists them.
#include "app/replay_desk.h"

#include <QtGui/QShortcut>

namespace qd {

namespace {

using std::chrono::seconds;

enum class Acts { Always, InReplay };
enum class Repeats { Yes, No };

struct Key
{
    QKeySequence keys;
    Acts acts;
    Repeats repeats;
    std::function<void()> run;
};

} // namespace

void ReplayDesk::addKeys(QWidget *place, SpaceKey space)
{
    const auto dir = [this](void (ReplayDesk::*hand)(Direction), Direction direction) {
        return std::function<void()>([this, hand, direction] { (this->*hand)(direction); });
    };
    const auto by = [this](Millis length) { return std::function<void()>([this, length] { step(length); }); };
    std::vector<Key> keys{
        {Qt::Key_B, Acts::Always, Repeats::No, [this] { toggleBookmark(); }},
        {Qt::Key_G, Acts::Always, Repeats::No, [this] { openGoTo(); }},
        {Qt::Key_A, Acts::Always, Repeats::Yes, dir(&ReplayDesk::stepAlert, Direction::On)},
        {Qt::SHIFT | Qt::Key_A, Acts::Always, Repeats::Yes, dir(&ReplayDesk::stepAlert, Direction::Back)},
        {Qt::Key_Plus, Acts::Always, Repeats::Yes, dir(&ReplayDesk::changeSpeed, Direction::On)},
        {Qt::Key_Equal, Acts::Always, Repeats::Yes, dir(&ReplayDesk::changeSpeed, Direction::On)},
        {Qt::Key_Minus, Acts::Always, Repeats::Yes, dir(&ReplayDesk::changeSpeed, Direction::Back)},
        // Outside of REPLAY the charts move their crosshair with these.
        {Qt::Key_N, Acts::InReplay, Repeats::Yes, dir(&ReplayDesk::stepEvent, Direction::On)},
        {Qt::Key_P, Acts::InReplay, Repeats::Yes, dir(&ReplayDesk::stepEvent, Direction::Back)},
        {Qt::Key_Period, Acts::InReplay, Repeats::Yes, dir(&ReplayDesk::stepSample, Direction::On)},
        {Qt::Key_Comma, Acts::InReplay, Repeats::Yes, dir(&ReplayDesk::stepSample, Direction::Back)},
        {Qt::Key_Right, Acts::InReplay, Repeats::Yes, by(seconds(1))},
        {Qt::Key_Left, Acts::InReplay, Repeats::Yes, by(seconds(-1))},
        {Qt::SHIFT | Qt::Key_Right, Acts::InReplay, Repeats::Yes, by(seconds(10))},
        {Qt::SHIFT | Qt::Key_Left, Acts::InReplay, Repeats::Yes, by(seconds(-10))},
        {Qt::ALT | Qt::Key_Right, Acts::InReplay, Repeats::Yes, by(seconds(60))},
        {Qt::ALT | Qt::Key_Left, Acts::InReplay, Repeats::Yes, by(seconds(-60))},
        {Qt::Key_Home, Acts::InReplay, Repeats::No, [this] { toStart(); }},
        {Qt::Key_End, Acts::InReplay, Repeats::No, [this] { toEnd(); }},
    };
    if (space == SpaceKey::Plays) {
        keys.push_back({Qt::Key_Space, Acts::Always, Repeats::No, [this] { togglePlay(); }});
    }
    for (const Key &key : keys) {
        auto *shortcut = new QShortcut(key.keys, place);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setAutoRepeat(key.repeats == Repeats::Yes);
        connect(shortcut, &QShortcut::activated, this, key.run);
        if (key.acts == Acts::InReplay) {
            shortcut->setEnabled(m_playhead.mode() == Mode::Replay);
            m_replayKeys << shortcut;
        }
    }
}

} // namespace qd
