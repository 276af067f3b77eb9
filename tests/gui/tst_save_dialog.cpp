// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_summary.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/replay/save_dialog.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

using namespace qd;

namespace {

/// Who did the first thing in a recording.
QString actorIn(const QString &path)
{
    QString actor;
    const auto reader = RecordingReader::open(path);
    if (reader) {
        reader->forEachPage(
            [&](const recording::Page &page) {
                actor = page.events.empty() ? QString() : page.events.front().actor;
                return actor.isEmpty();
            },
            [](const RecordingLoss &) {});
    }
    return actor;
}

} // namespace

class TestSaveDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysWhatItWouldBe();
    void choicesChangeTheRange_data();
    void choicesChangeTheRange();
    void whatIsNoRangeIsSaid();
    void savesAndSaysWhatItSaved();
    void namesStayOnlyWhereThatIsChosen();
    void aFileThatIsThereIsReplacedOnRequestOnly();
    void aFolderThatIsNotThereIsSaid();
    void closingWhileSavingStopsIt();
    void nothingRecordedIsNotSaved();
    void theNameGetsItsEnding();
    void pictures_data();
    void pictures();

private:
    void open(TimeRange visible);
    void openLast(Millis span) { open({m_history->now() - span, m_history->now()}); }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_dialog->findChild<T *>(QLatin1String(name));
    }
    [[nodiscard]] QString textOf(const char *name) const { return find<QLabel>(name)->text(); }
    void click(const char *name) const { find<QPushButton>(name)->click(); }
    void choose(const QString &words) const;
    [[nodiscard]] QString path(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    void setFile(const char *name) const { find<QLineEdit>("file")->setText(path(name)); }
    void save();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::FakeHistory> m_history;
    HistoryPtr m_now;
    QPointer<SaveDialog> m_dialog;
};

void TestSaveDialog::init()
{
    test::failOnAnyWarning();
    m_dir = std::make_unique<QTemporaryDir>();
    m_history = std::make_unique<test::FakeHistory>();
    m_history->run(1200);
    Event note;
    note.origin = QStringLiteral("quarterdeck");
    note.at = m_history->now() - std::chrono::seconds(60);
    note.actor = QStringLiteral("alice");
    note.reason = QStringLiteral("rolled back for alice at 203.0.113.7");
    m_history->log(note);
    m_now = std::make_shared<const HistorySnapshot>(m_history->snapshot());
}

void TestSaveDialog::cleanup()
{
    delete m_dialog;
}

void TestSaveDialog::open(TimeRange visible)
{
    m_dialog = new SaveDialog({[this] { return m_now; }, visible, units::Zone::Utc}, m_dir->path(), nullptr);
    m_dialog->show();
    QTRY_VERIFY(textOf("estimate") != QStringLiteral("Looking…"));
}

void TestSaveDialog::choose(const QString &words) const
{
    for (auto *button : find<QWidget>("choices")->findChildren<QPushButton *>()) {
        if (button->text() == words) {
            button->click();
        }
    }
    QTRY_VERIFY(textOf("estimate") != QStringLiteral("Looking…"));
}

void TestSaveDialog::save()
{
    QTRY_VERIFY(find<QPushButton>("save")->isEnabled());
    QSignalSpy saved(m_dialog, &SaveDialog::saved);
    click("save");
    QTRY_COMPARE(saved.size(), 1);
}

void TestSaveDialog::saysWhatItWouldBe()
{
    openLast(std::chrono::minutes(5));
    const QString words = textOf("estimate");
    QVERIFY2(words.startsWith(QStringLiteral("5 min · ")) && words.contains(QStringLiteral(" · 1 event · about ")),
             qPrintable(words));
    const QString file = find<QLineEdit>("file")->text();
    QVERIFY2(file.startsWith(m_dir->path() + QStringLiteral("/practice-")) &&
                 file.endsWith(QStringLiteral(".mcap")),
             qPrintable(file));
    QVERIFY(find<QCheckBox>("mask")->isChecked());
    QVERIFY(textOf("maskWords").contains(QStringLiteral("user-3f2a")));
}

void TestSaveDialog::choicesChangeTheRange_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("length");
    QTest::newRow("15 minutes") << QStringLiteral("15 min") << QStringLiteral("15 min");
    QTest::newRow("an hour, of which there is less") << QStringLiteral("1 h") << QStringLiteral("20 min");
    QTest::newRow("everything") << QStringLiteral("Everything") << QStringLiteral("20 min");
}

void TestSaveDialog::choicesChangeTheRange()
{
    QFETCH(QString, choice);
    QFETCH(QString, length);
    openLast(std::chrono::minutes(5));
    choose(choice);
    QVERIFY2(textOf("estimate").startsWith(length + QStringLiteral(" · ")), qPrintable(textOf("estimate")));
}

void TestSaveDialog::whatIsNoRangeIsSaid()
{
    openLast(std::chrono::minutes(5));
    auto *from = find<QLineEdit>("from");
    from->selectAll();
    QTest::keyClicks(from, QStringLiteral("soon"));
    QCOMPARE(textOf("estimate"), QStringLiteral("Write times such as 06:30, 2024-08-20 06:30:00 or -15m."));
    QVERIFY(!find<QPushButton>("save")->isEnabled());
    from->selectAll();
    QTest::keyClicks(from, QStringLiteral("-2m"));
    QTRY_VERIFY2(textOf("estimate").startsWith(QStringLiteral("2 min")), qPrintable(textOf("estimate")));
}

void TestSaveDialog::savesAndSaysWhatItSaved()
{
    openLast(std::chrono::minutes(5));
    setFile("a.mcap");
    save();
    const auto summary = summarise(path("a.mcap"));
    QVERIFY(summary);
    QCOMPARE(summary->events, 1);
    QCOMPARE(summary->span.length(), Millis(300'001)); // from the first sample to the last, which is in it
    const QString truth = textOf("truth");
    QVERIFY2(truth.startsWith(QStringLiteral("Saved 5 min of %1 series, 1 event, ").arg(summary->series)) &&
                 truth.endsWith(QStringLiteral(" to a.mcap")),
             qPrintable(truth));
    QCOMPARE(textOf("losses"), QStringLiteral("Masked: 1 person, 1 address."));
    QVERIFY(actorIn(path("a.mcap")).startsWith(QStringLiteral("user-")));
    QVERIFY(find<QPushButton>("save")->isHidden());
    click("cancel");
    QTRY_VERIFY(!m_dialog);
}

void TestSaveDialog::namesStayOnlyWhereThatIsChosen()
{
    openLast(std::chrono::minutes(5));
    setFile("a.mcap");
    find<QCheckBox>("mask")->click();
    QVERIFY(textOf("maskWords").contains(QStringLiteral("will stand in the file")));
    save();
    QVERIFY(find<QLabel>("losses")->isHidden());
    QCOMPARE(actorIn(path("a.mcap")), QStringLiteral("alice"));
}

void TestSaveDialog::aFileThatIsThereIsReplacedOnRequestOnly()
{
    QFile there(path("a.mcap"));
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
    there.close();
    openLast(std::chrono::minutes(5));
    setFile("a.mcap");
    QVERIFY(find<QCheckBox>("replace")->isHidden());
    QTRY_VERIFY(find<QPushButton>("save")->isEnabled());
    click("save");
    QTRY_VERIFY(!find<QCheckBox>("replace")->isHidden());
    QVERIFY(textOf("error").contains(QStringLiteral("is there already")));
    QCOMPARE(there.size(), 4);
    QVERIFY(!find<QPushButton>("save")->isEnabled());
    find<QCheckBox>("replace")->click();
    save();
    QVERIFY(summarise(path("a.mcap")));
}

void TestSaveDialog::aFolderThatIsNotThereIsSaid()
{
    openLast(std::chrono::minutes(5));
    setFile("nowhere/a.mcap");
    QTRY_VERIFY(find<QPushButton>("save")->isEnabled());
    click("save");
    QTRY_VERIFY2(textOf("error").contains(QStringLiteral("cannot be made")), qPrintable(textOf("error")));
    QVERIFY(find<QPushButton>("save")->isEnabled()); // somewhere else it may do
}

void TestSaveDialog::closingWhileSavingStopsIt()
{
    openLast(std::chrono::minutes(20));
    setFile("a.mcap");
    QTRY_VERIFY(find<QPushButton>("save")->isEnabled());
    click("save");
    m_dialog->close();
    QTRY_VERIFY(!m_dialog);
    // It was stopped, or had ended before: never half a file.
    QVERIFY(QDir(QFileInfo(path("a.mcap")).path()).entryList({QStringLiteral("*.part")}).isEmpty());
    QVERIFY(!QFile::exists(path("a.mcap")) || summarise(path("a.mcap")));
}

void TestSaveDialog::nothingRecordedIsNotSaved()
{
    open({m_history->now() - std::chrono::hours(50), m_history->now() - std::chrono::hours(49)});
    QCOMPARE(textOf("estimate"), QStringLiteral("Nothing was recorded in that time."));
    setFile("a.mcap");
    QVERIFY(!find<QPushButton>("save")->isEnabled());
}

void TestSaveDialog::theNameGetsItsEnding()
{
    openLast(std::chrono::minutes(5));
    setFile("night shift");
    save();
    QVERIFY(QFile::exists(path("night shift.mcap")));
}

void TestSaveDialog::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

/// Looked at by people; here only that nothing is clipped.
void TestSaveDialog::pictures()
{
    QFETCH(bool, dark);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    const QString theme = dark ? QStringLiteral("-dark") : QStringLiteral("-light");
    const auto look = [&](const QString &name) {
        QApplication::processEvents();
        [&] { QCOMPARE(test::clippedTexts(*m_dialog).join(u'\n'), QString()); }();
        test::keepPicture(*m_dialog, name + theme);
    };
    openLast(std::chrono::minutes(15));
    look(QStringLiteral("save"));
    find<QCheckBox>("mask")->click();
    choose(QStringLiteral("Everything"));
    look(QStringLiteral("save-unmasked"));
    find<QCheckBox>("mask")->click();
    m_dialog->findChild<QProgressBar *>()->setValue(430);
    m_dialog->findChild<QProgressBar *>()->show();
    look(QStringLiteral("save-running"));
    m_dialog->findChild<QProgressBar *>()->hide();
    setFile("nowhere/a.mcap");
    click("save");
    QTRY_VERIFY(!find<QLabel>("error")->isHidden());
    look(QStringLiteral("save-failed"));
    setFile("a.mcap");
    save();
    look(QStringLiteral("save-done"));
}

QD_TEST_WIDGETS(TestSaveDialog)
#include "tst_save_dialog.moc"
