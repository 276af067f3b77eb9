// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/clock.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/purge_dialog.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>

using namespace qd;
using namespace qd::test;

/// Purging by hand: what the button says is what the preview counted, and nothing else can be purged.
class TestPurgeDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theButtonSaysTheCountOfThePreview();
    void aReasonIsRequired();
    void spaceAndKeyRepeatDoNothing();
    void returnElsewhereDoesNotPurge();
    void returnInTheReasonLeadsToTheButton();
    void theOrderCarriesThePreviewsId();
    void anotherChoiceDropsThePreview();
    void anExpiredPreviewIsFetchedAgain();
    void aLateAnswerOfAnOldChoiceIsDropped();
    void activePeopleAreCountedBeforehand();
    void everySessionWantsTheWordsTyped();
    void whateverMatchesAllWantsTheWordsTyped();
    void nothingMatchedIsNothingToPurge();
    void aPreviewThatWentStaleIsSaidAndReplaced();
    void theTruthIsReported();
    void whatWasGoneBeforeIsToldApart();
    void aPausedPictureIsNotWhatIsPurged();
    void aRefusalDisablesTheButton();
    void noTextIsClipped_data();
    void noTextIsClipped();

private:
    PurgePreview preview(std::int64_t matched, const QString &id = QStringLiteral("p1")) const;
    void answer(std::int64_t matched, const QString &id = QStringLiteral("p1"));
    DeliberateButton *act() const { return m_dialog->findChild<DeliberateButton *>(); }
    QLineEdit *reason() const { return m_dialog->findChild<QLineEdit *>(QStringLiteral("reason")); }
    QString label(const char *name) const { return m_dialog->findChild<QLabel *>(QLatin1String(name))->text(); }
    void choose(const QString &words);

    ManualClock m_clock{Timestamp(std::chrono::hours(490'000))};
    std::unique_ptr<FakeGateway> m_gateway;
    QPointer<PurgeDialog> m_dialog;
};

void TestPurgeDialog::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_gateway = std::make_unique<FakeGateway>();
    m_dialog = new PurgeDialog(*m_gateway, m_clock, Target{}, false);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog));
}

void TestPurgeDialog::cleanup()
{
    delete m_dialog;
    m_gateway.reset();
}

PurgePreview TestPurgeDialog::preview(std::int64_t matched, const QString &id) const
{
    PurgePreview p;
    p.previewId = id;
    p.selector = m_gateway->previews.back().request;
    p.matched = matched;
    p.users = matched / 2;
    p.bytes = matched * 2048;
    p.confirmRequired = p.selector.touchesEveryActive();
    p.expiresAt = m_clock.now() + std::chrono::seconds(120);
    for (int i = 0; i < int(std::min<std::int64_t>(matched, 20)); ++i) {
        SessionRow row;
        row.id = QString::number(i);
        row.user = QStringLiteral("user-%1").arg(i);
        row.address = QStringLiteral("10.0.0.%1").arg(i);
        row.state = SessionState::Retained;
        row.lastSeenAt = m_clock.now() - std::chrono::minutes(i);
        row.bytes = 2000 + i;
        p.sample.push_back(row);
    }
    return p;
}

void TestPurgeDialog::answer(std::int64_t matched, const QString &id)
{
    m_gateway->previews.back().answer(preview(matched, id));
}

void TestPurgeDialog::choose(const QString &words)
{
    for (auto *radio : m_dialog->findChildren<QRadioButton *>()) {
        if (radio->text() == words) {
            radio->click();
            return;
        }
    }
    QFAIL("no such choice");
}

void TestPurgeDialog::theButtonSaysTheCountOfThePreview()
{
    QCOMPARE(m_gateway->previews.size(), 1U);
    QCOMPARE(m_gateway->previews.back().request.state, PurgeSelector::State::Retained);
    reason()->setText(QStringLiteral("memory full"));
    QVERIFY(!act()->isEnabled());
    answer(12'431);
    QCOMPARE(act()->text(), QStringLiteral("Purge 12,431 sessions on PRACTICE"));
    QCOMPARE(label("matched"), QStringLiteral("12,431"));
    QVERIFY2(!act()->isEnabled(), "a count that has just appeared must settle first");
    QTRY_VERIFY(act()->isEnabled());
    QVERIFY(!act()->isDefault());
}

void TestPurgeDialog::aReasonIsRequired()
{
    answer(5);
    QTRY_VERIFY(!act()->isSettling());
    QVERIFY(!act()->isEnabled());
    reason()->setText(QStringLiteral("  "));
    QVERIFY(!act()->isEnabled());
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
}

void TestPurgeDialog::spaceAndKeyRepeatDoNothing()
{
    answer(5);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    act()->setFocus();
    QTest::keyClick(act(), Qt::Key_Space);
    QKeyEvent repeat(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QString(), true);
    QApplication::sendEvent(act(), &repeat);
    QVERIFY(m_gateway->purges.empty());
    QTest::keyClick(act(), Qt::Key_Return);
    QCOMPARE(m_gateway->purges.size(), 1U);
}

void TestPurgeDialog::returnElsewhereDoesNotPurge()
{
    answer(5);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    reason()->setFocus();
    QTest::keyClick(reason(), Qt::Key_Return);
    QVERIFY(m_gateway->purges.empty());
}

void TestPurgeDialog::returnInTheReasonLeadsToTheButton()
{
    reason()->setFocus();
    QTest::keyClick(reason(), Qt::Key_Return);
    QVERIFY2(m_dialog->isVisible(), "nothing was decided");
    QVERIFY(reason()->hasFocus());
    for (const auto *button : m_dialog->findChildren<QPushButton *>()) {
        QVERIFY2(!button->isDefault(), qPrintable(button->text()));
    }
    answer(5);
    QTest::keyClicks(reason(), QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    QTest::keyClick(reason(), Qt::Key_Return);
    QVERIFY(act()->hasFocus());
    QVERIFY(m_gateway->purges.empty());
    QTest::keyClick(act(), Qt::Key_Escape);
    QVERIFY(!m_dialog || !m_dialog->isVisible());
}

void TestPurgeDialog::theOrderCarriesThePreviewsId()
{
    answer(12'431, QStringLiteral("abc"));
    reason()->setText(QStringLiteral("memory full"));
    QTRY_VERIFY(act()->isEnabled());
    QTest::mouseClick(act(), Qt::LeftButton);
    QCOMPARE(m_gateway->purges.size(), 1U);
    const PurgeOrder &order = m_gateway->purges.back().request;
    QCOMPARE(order.previewId, QStringLiteral("abc"));
    QCOMPARE(order.expected, 12'431);
    QCOMPARE(order.reason, QStringLiteral("memory full"));
    QTest::mouseClick(act(), Qt::LeftButton);
    QCOMPARE(m_gateway->purges.size(), 1U);
}

void TestPurgeDialog::anotherChoiceDropsThePreview()
{
    answer(12'431);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    choose(QStringLiteral("Idle longer than"));
    QVERIFY(!act()->isEnabled());
    QVERIFY(!m_dialog->preview());
    QTRY_COMPARE(m_gateway->previews.size(), 2U);
    QCOMPARE(m_gateway->previews.back().request.idleLongerThan, std::chrono::seconds(1800));
    m_dialog->findChild<QLineEdit *>(QStringLiteral("selector1"))->setText(QStringLiteral("soon"));
    QVERIFY(!act()->isEnabled());
    QVERIFY(label("previewWords").contains(QStringLiteral("duration")));
}

void TestPurgeDialog::anExpiredPreviewIsFetchedAgain()
{
    PurgePreview brief = preview(7);
    brief.expiresAt = m_clock.now() + std::chrono::seconds(1);
    reason()->setText(QStringLiteral("why"));
    m_gateway->previews.back().answer(brief);
    QCOMPARE(m_gateway->previews.size(), 1U);
    QTRY_COMPARE_WITH_TIMEOUT(m_gateway->previews.size(), 2U, 3000);
    QVERIFY2(!act()->isEnabled(), "the expired preview is not for sale");
    answer(9, QStringLiteral("p2"));
    QCOMPARE(act()->text(), QStringLiteral("Purge 9 sessions on PRACTICE"));
}

void TestPurgeDialog::aLateAnswerOfAnOldChoiceIsDropped()
{
    const auto first = m_gateway->previews.back();
    const PurgePreview late = preview(999);
    choose(QStringLiteral("Every session"));
    first.answer(late);
    QVERIFY(!m_dialog->preview());
    QVERIFY(!act()->text().contains(QStringLiteral("999")));
}

void TestPurgeDialog::activePeopleAreCountedBeforehand()
{
    choose(QStringLiteral("Idle longer than"));
    QTRY_COMPARE(m_gateway->previews.size(), 2U);
    PurgePreview p = preview(20'000);
    p.activeMatched = 12'000;
    p.users = 8'412;
    p.loginsPerSecond = 105;
    m_gateway->previews.back().answer(p);
    QCOMPARE(label("people"),
             QStringLiteral("8,412 people must sign in again, about 80 s at the measured 105 logins/s."));
}

void TestPurgeDialog::everySessionWantsTheWordsTyped()
{
    choose(QStringLiteral("Every session"));
    reason()->setText(QStringLiteral("rotation"));
    QTRY_COMPARE(m_gateway->previews.size(), 2U);
    answer(300);
    QTRY_VERIFY(!act()->isSettling());
    QVERIFY(!act()->isEnabled());
    auto *confirm = m_dialog->findChild<QLineEdit *>(QStringLiteral("confirm"));
    QVERIFY(confirm->isVisible());
    confirm->setText(QStringLiteral("every sessio"));
    QVERIFY(!act()->isEnabled());
    confirm->setText(QStringLiteral("every session"));
    QTRY_VERIFY(act()->isEnabled());
}

/// The service has found that these are all there are, which no selector shows.
void TestPurgeDialog::whateverMatchesAllWantsTheWordsTyped()
{
    reason()->setText(QStringLiteral("rotation"));
    PurgePreview all = preview(300);
    all.confirmRequired = true;
    m_gateway->previews.back().answer(all);
    auto *confirm = m_dialog->findChild<QLineEdit *>(QStringLiteral("confirm"));
    QVERIFY(confirm->isVisible());
    QTRY_VERIFY(!act()->isSettling());
    QVERIFY(!act()->isEnabled());
    confirm->setText(QStringLiteral("every session"));
    QTRY_VERIFY(act()->isEnabled());
    act()->click();
    QVERIFY(m_gateway->purges.back().request.everySession);
}

void TestPurgeDialog::nothingMatchedIsNothingToPurge()
{
    reason()->setText(QStringLiteral("why"));
    answer(0);
    QCOMPARE(act()->text(), QStringLiteral("Nothing to purge"));
    QTRY_VERIFY(!act()->isSettling());
    QVERIFY(!act()->isEnabled());
}

void TestPurgeDialog::aPreviewThatWentStaleIsSaidAndReplaced()
{
    answer(5);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    act()->click();
    m_gateway->purges.back().answer(failure(ErrorCode::Conflict, QStringLiteral("used")));
    QVERIFY(label("error").startsWith(QStringLiteral("Nothing was purged")));
    QCOMPARE(m_gateway->previews.size(), 2U);
    answer(6, QStringLiteral("p2"));
    QCOMPARE(act()->text(), QStringLiteral("Purge 6 sessions on PRACTICE"));
    QTRY_VERIFY(act()->isEnabled());
}

void TestPurgeDialog::theTruthIsReported()
{
    answer(12'434);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    keepPicture(*m_dialog, QStringLiteral("purge-ready"));
    act()->click();
    PurgeProgress progress;
    progress.matched = 12'434;
    progress.purged = 6'000;
    m_gateway->purges.back().answer(progress);
    QCOMPARE(m_dialog->phase(), PurgeDialog::Phase::Purging);
    progress = {true, 12'434, 12'431, 3, 0, 50'541'363, 163 << 20, 115 << 20, Millis(600)};
    QSignalSpy purged(m_dialog, &PurgeDialog::purged);
    m_gateway->purges.back().answer(progress);
    QCOMPARE(purged.size(), 1);
    QCOMPARE(label("truth"), QStringLiteral("12,431 purged, 3 spared, 48.2 MiB given back in 600 ms"));
    QVERIFY(!act()->isVisible());
    keepPicture(*m_dialog, QStringLiteral("purge-done"));
}

void TestPurgeDialog::whatWasGoneBeforeIsToldApart()
{
    answer(100);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    act()->click();
    m_gateway->purges.back().answer(PurgeProgress{true, 100, 80, 5, 15, 1 << 20, 3 << 20, 2 << 20, Millis(600)});
    QCOMPARE(label("truth"), QStringLiteral("80 purged, 5 spared, 15 gone before, 1.00 MiB given back in 600 ms"));
}

void TestPurgeDialog::aPausedPictureIsNotWhatIsPurged()
{
    auto *words = m_dialog->findChild<QLabel *>(QStringLiteral("pausedWords"));
    QVERIFY(!words->isVisible());
    m_dialog->setPaused(true);
    QVERIFY(words->isVisible());
    QCOMPARE(words->text(), QStringLiteral("Live now, not the paused picture."));
}

void TestPurgeDialog::aRefusalDisablesTheButton()
{
    answer(5);
    reason()->setText(QStringLiteral("why"));
    QTRY_VERIFY(act()->isEnabled());
    m_gateway->refuse(QStringLiteral("The service is draining."));
    QVERIFY(!act()->isEnabled());
    QCOMPARE(act()->toolTip(), QStringLiteral("The service is draining."));
}

void TestPurgeDialog::noTextIsClipped_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestPurgeDialog::noTextIsClipped()
{
    QFETCH(bool, dark);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    choose(QStringLiteral("Every session"));
    QTRY_COMPARE(m_gateway->previews.size(), 2U);
    PurgePreview p = preview(1'000'000);
    p.activeMatched = 900'000;
    p.loginsPerSecond = 105;
    m_gateway->previews.back().answer(p);
    reason()->setText(QStringLiteral("rotation of the signing keys"));
    QApplication::processEvents();
    QCOMPARE(clippedTexts(*m_dialog).join(u'\n'), QString());
    keepPicture(*m_dialog, dark ? QStringLiteral("purge-every-dark") : QStringLiteral("purge-every-light"));
}

QD_TEST_WIDGETS(TestPurgeDialog)
#include "tst_purge_dialog.moc"
