// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_desk.h"
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/postmortem/postmortem_editor.h"
#include "widgets/shared/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <memory>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// The post-mortem in the real window: edited, kept, reviewed, exported.
class PostmortemDeskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void sectionsComeFromTheLog();
    void editsAreKeptOneByOne();
    void whatIsEditedStaysWhenTheLogGoesOn();
    void generatedTextComesBack();
    void wordsAreNotLostByOneKey();
    void whatIsNotTakenStays();
    void reviewedOnceKept();
    void exportsWhatStandsThere();
    void failuresAreSaid();
    void aFolderThatNobodyAskedForIsNotReplaced();
    void inARecordingOnlyExported();
    void pictures_data() { addThemesAndSizes(); }
    void pictures();

private:
    PostmortemEditor *open();
    [[nodiscard]] PostmortemEditor *editor() const { return m_f->window.postmortem()->editor(); }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return editor()->findChild<T *>(QLatin1String(name));
    }
    [[nodiscard]] QPlainTextEdit *text() const { return find<QPlainTextEdit>("sectionText"); }
    [[nodiscard]] QString words() const { return find<QLabel>("postmortemWords")->text(); }
    void choose(int section) const { editor()->findChild<QListWidget *>()->setCurrentRow(section); }
    void write(const QString &words) const
    {
        text()->selectAll();
        text()->insertPlainText(words);
    }
    /// The log has what was asked to be kept.
    void takeStep()
    {
        auto call = std::move(m_f->gateway.steps.front());
        m_f->gateway.steps.pop_front();
        IncidentStory(m_f->history).step(call.request.step, 0ms);
        m_f->publish();
        call.reply(call.request.incident);
    }

    std::unique_ptr<IncidentFixture> m_f;
};

void PostmortemDeskTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<IncidentFixture>();
}

PostmortemEditor *PostmortemDeskTest::open()
{
    if (m_f->panel()->shown().isEmpty())
        m_f->tell();
    m_f->window.postmortem()->open(m_f->panel()->shown());
    [&] { QTRY_VERIFY(editor()->findChild<QListWidget *>()->count() == 6); }();
    return editor();
}

void PostmortemDeskTest::sectionsComeFromTheLog()
{
    open();
    QVERIFY(text()->toPlainText().contains(QStringLiteral("Time to acknowledge: 60 s")));
    choose(2);
    QVERIFY(text()->toPlainText().contains(QStringLiteral("Purged 9,097 sessions")));
    choose(3);
    QVERIFY(text()->toPlainText().contains(QStringLiteral("Confirmed")));
    QVERIFY(!find<QPushButton>("keepEdits")->isEnabled());
    QVERIFY(!find<QPushButton>("useGenerated")->isVisible());
}

void PostmortemDeskTest::editsAreKeptOneByOne()
{
    open();
    write(QStringLiteral("Nobody could log in."));
    choose(3);
    write(QStringLiteral("Nobody looked at <b>memory</b>."));
    QTest::mouseClick(find<QPushButton>("keepEdits"), Qt::LeftButton);
    QCOMPARE(m_f->gateway.steps.size(), std::size_t(1));
    QVERIFY(!find<QPushButton>("keepEdits")->isEnabled());
    takeStep();
    QCOMPARE(m_f->gateway.steps.size(), std::size_t(1));
    QCOMPARE(std::get<incident::Edit>(m_f->gateway.steps.front().request.step).section, QStringLiteral("factors"));
    takeStep();
    QVERIFY(words().startsWith(QStringLiteral("Kept")));
    QTRY_VERIFY(editor()->edits().empty());
    QCOMPARE(text()->toPlainText(), QStringLiteral("Nobody looked at <b>memory</b>."));
    choose(0);
    QCOMPARE(text()->toPlainText(), QStringLiteral("Nobody could log in."));
    QVERIFY(find<QPushButton>("useGenerated")->isVisible());
}

void PostmortemDeskTest::whatIsEditedStaysWhenTheLogGoesOn()
{
    open();
    write(QStringLiteral("Half a sentence"));
    IncidentStory(m_f->history).note(QStringLiteral("a late note"), 0ms);
    m_f->publish();
    choose(2);
    QTRY_VERIFY(text()->toPlainText().contains(QStringLiteral("a late note")));
    choose(0);
    QCOMPARE(text()->toPlainText(), QStringLiteral("Half a sentence"));
}

void PostmortemDeskTest::generatedTextComesBack()
{
    open();
    const QString generated = text()->toPlainText();
    write(QStringLiteral("Mine"));
    QTest::mouseClick(find<QPushButton>("useGenerated"), Qt::LeftButton);
    QCOMPARE(text()->toPlainText(), generated);
    QVERIFY(editor()->edits().empty());
    write(QStringLiteral("Mine"));
    QTest::keyClick(editor(), Qt::Key_S, Qt::ControlModifier);
    takeStep();
    QTRY_VERIFY(editor()->edits().empty());
    QTest::mouseClick(find<QPushButton>("useGenerated"), Qt::LeftButton);
    QCOMPARE(editor()->edits().size(), std::size_t(1));
    QVERIFY(editor()->edits().front().text.isEmpty()); // takes the edit back in the log
}

void PostmortemDeskTest::wordsAreNotLostByOneKey()
{
    const QPointer<PostmortemEditor> opened = open();
    write(QStringLiteral("Mine"));
    QTest::keyClick(editor(), Qt::Key_Escape);
    QVERIFY(opened && opened->isVisible());
    QVERIFY(words().contains(QStringLiteral("not kept")));
    QTest::keyClick(editor(), Qt::Key_Escape);
    QTRY_VERIFY(!opened);
}

void PostmortemDeskTest::whatIsNotTakenStays()
{
    open();
    write(QStringLiteral("Mine"));
    QTest::mouseClick(find<QPushButton>("keepEdits"), Qt::LeftButton);
    m_f->gateway.steps.front().reply(failure(ErrorCode::Io, QStringLiteral("The disk is full.")));
    QCOMPARE(words(), QStringLiteral("The disk is full."));
    QCOMPARE(text()->toPlainText(), QStringLiteral("Mine"));
    QVERIFY(find<QPushButton>("keepEdits")->isEnabled());
}

void PostmortemDeskTest::reviewedOnceKept()
{
    open();
    write(QStringLiteral("Mine"));
    QVERIFY(!find<QPushButton>("markReviewed")->isEnabled());
    write(editor()->document().title); // still another text
    QTest::mouseClick(find<QPushButton>("keepEdits"), Qt::LeftButton);
    takeStep();
    QTRY_VERIFY(find<QPushButton>("markReviewed")->isEnabled());
    QTest::mouseClick(find<QPushButton>("markReviewed"), Qt::LeftButton);
    QVERIFY(std::holds_alternative<incident::Review>(m_f->gateway.steps.front().request.step));
    takeStep();
    QTRY_VERIFY(editor()->document().isReviewed);
    QVERIFY(!find<QPushButton>("markReviewed")->isEnabled());
}

void PostmortemDeskTest::exportsWhatStandsThere()
{
    open();
    write(QStringLiteral("Not kept, and exported."));
    const QString path = m_f->folder.filePath(QStringLiteral("out.md"));
    m_f->window.postmortem()->exportTo(path);
    QVERIFY(!find<QPushButton>("exportPostmortem")->isEnabled());
    QTRY_VERIFY(words().startsWith(QStringLiteral("Exported to")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    QVERIFY(text.contains(QStringLiteral("Not kept, and exported.")));
    QVERIFY(text.contains(QStringLiteral("out.md-files/memory.png")));
    QVERIFY(QFile::exists(m_f->folder.filePath(QStringLiteral("out.md-files/memory.csv"))));
}

void PostmortemDeskTest::failuresAreSaid()
{
    open();
    m_f->window.postmortem()->exportTo(m_f->folder.filePath(QStringLiteral("out.doc")));
    QVERIFY(words().contains(QStringLiteral(".pdf, .html or .md")));
    m_f->window.postmortem()->exportTo(m_f->folder.filePath(QStringLiteral("nowhere/out.pdf")));
    QTRY_VERIFY(words().startsWith(QStringLiteral("Nothing was exported")));
    QVERIFY(find<QPushButton>("exportPostmortem")->isEnabled());
}

/// The dialog for files asks for the document alone.
void PostmortemDeskTest::aFolderThatNobodyAskedForIsNotReplaced()
{
    open();
    QVERIFY(QDir(m_f->folder.path()).mkdir(QStringLiteral("out.md-files")));
    const QString path = m_f->folder.filePath(QStringLiteral("out.md"));
    m_f->window.postmortem()->exportTo(path);
    QTRY_VERIFY(words().startsWith(QStringLiteral("Nothing was exported")));
    QVERIFY2(words().endsWith(QStringLiteral("Choose another name.")), qPrintable(words()));
    QVERIFY(!QFile::exists(path));
    QVERIFY(QDir(m_f->folder.path()).rmdir(QStringLiteral("out.md-files")));
    m_f->window.postmortem()->exportTo(path);
    QTRY_VERIFY(words().startsWith(QStringLiteral("Exported to")));
    m_f->window.postmortem()->exportTo(path); // which the dialog has asked about
    QTRY_VERIFY(words().startsWith(QStringLiteral("Drawing")));
    QTRY_VERIFY(words().startsWith(QStringLiteral("Exported to")));
}

void PostmortemDeskTest::inARecordingOnlyExported()
{
    m_f->tell();
    m_f->file.publish(m_f->history.snapshot());
    m_f->open();
    m_f->window.showSide(2);
    QTRY_VERIFY(!m_f->panel()->shown().isEmpty());
    open();
    write(QStringLiteral("Mine"));
    QVERIFY(!find<QPushButton>("keepEdits")->isEnabled());
    QVERIFY(!find<QPushButton>("markReviewed")->isEnabled());
    QVERIFY(find<QPushButton>("exportPostmortem")->isEnabled());
    QVERIFY2(words().contains(QStringLiteral("kept nowhere else")), qPrintable(words()));
    QVERIFY(m_f->gateway.steps.empty());
}

void PostmortemDeskTest::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f->window.resize(size);
    open();
    choose(3);
    write(QStringLiteral("Memory was on a board that nobody had open.\n\n- The alert named latency only"));
    choose(2);
    QCOMPARE(clippedTexts(*editor()), QStringList());
    keepPictureOver(m_f->window, editor(),
                    QStringLiteral("postmortem-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
}

QD_TEST_WIDGETS(PostmortemDeskTest)
#include "tst_postmortem_desk.moc"
