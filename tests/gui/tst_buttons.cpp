// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/shared/buttons.h"

#include <QtGui/QTextDocument>
#include <QtTest/QTest>
#include <QtWidgets/QPushButton>

using namespace qd;

class TestButtons : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aTipIsNeverTakenForHtml();
    void aLongTipIsWrapped();
    void aRefusalStandsInTheTip();
};

void TestButtons::aTipIsNeverTakenForHtml()
{
    QCOMPARE(plainTip({}), QString());
    QCOMPARE(plainTip(QStringLiteral("a < b & c\nd")), QStringLiteral("a < b & c\nd")); // nothing to hide
    QCOMPARE(plainTip(QStringLiteral("<b>x</b>\n<img src=y>")),
             QStringLiteral("<qt>&lt;b&gt;x&lt;/b&gt;<br>&lt;img src=y&gt;</qt>"));
}

void TestButtons::aLongTipIsWrapped()
{
    const QString text = QStringLiteral("a & b ").repeated(40);
    QVERIFY(!Qt::mightBeRichText(text)); // what is not is drawn on one line
    QVERIFY(Qt::mightBeRichText(plainTip(text)));
    QTextDocument shown;
    shown.setHtml(plainTip(text));
    QCOMPARE(shown.toPlainText().simplified(), text.simplified());
}

void TestButtons::aRefusalStandsInTheTip()
{
    QPushButton button;
    refuseButton(&button, QStringLiteral("not <b>now</b>"), QStringLiteral("Ctrl+N"));
    QVERIFY(!button.isEnabled());
    QCOMPARE(button.toolTip(), QStringLiteral("<qt>not &lt;b&gt;now&lt;/b&gt;</qt>"));
    refuseButton(&button, std::nullopt, QStringLiteral("Ctrl+N"));
    QVERIFY(button.isEnabled());
    QCOMPARE(button.toolTip(), QStringLiteral("Ctrl+N"));
}

QD_TEST_WIDGETS(TestButtons)
#include "tst_buttons.moc"
