// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/legend_bar.h"

#include <QtTest/QTest>

#include <memory>

using namespace qd;

/// A legend of three entries of unlike importance, of which only some have room.
class TestLegendBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsAllWhereThereIsRoom();
    void whatMattersLeastGivesWay();
    void ofEqualsTheLeftOneGivesWay();
    void whatIsHiddenIsNamed();
    void theKeyboardBringsWhatIsHidden();

private:
    [[nodiscard]] QStringList seen() const;
    void narrow(int entries);

    std::unique_ptr<LegendBar> m_legend;
};

void TestLegendBar::init()
{
    test::failOnAnyWarning();
    m_legend = std::make_unique<LegendBar>();
    m_legend->setEntries({{QStringLiteral("Accounts"), {}, QStringLiteral("3.00"), Qt::red, true, 0},
                          {QStringLiteral("Retained"), {}, QStringLiteral("22.8"), Qt::green, true, 2},
                          {QStringLiteral("Hashing."), {}, QStringLiteral("1.00"), Qt::blue, true, 1}});
    m_legend->resize(m_legend->fullWidth(), 18);
    m_legend->show();
    QVERIFY(QTest::qWaitForWindowActive(m_legend.get()));
    m_legend->clearFocus();
}

QStringList TestLegendBar::seen() const
{
    QStringList labels;
    for (int i = 0; i < static_cast<int>(m_legend->entries().size()); ++i) {
        if (!m_legend->entryRect(i).isNull()) {
            labels << m_legend->entries()[static_cast<std::size_t>(i)].label;
        }
    }
    return labels;
}

/// As narrow as so many of the three need with the count of the rest.
void TestLegendBar::narrow(int entries)
{
    m_legend->resize(m_legend->fullWidth() * entries / 3 + 30, 18);
}

void TestLegendBar::showsAllWhereThereIsRoom()
{
    QCOMPARE(seen().size(), 3);
    QVERIFY(m_legend->entryRect(0).right() <= m_legend->entryRect(1).left() + 1);
}

void TestLegendBar::whatMattersLeastGivesWay()
{
    narrow(2);
    QCOMPARE(seen(), QStringList({QStringLiteral("Retained"), QStringLiteral("Hashing.")}));
    narrow(1);
    QCOMPARE(seen(), QStringList(QStringLiteral("Retained")));
    QVERIFY(m_legend->rect().adjusted(-8, 0, 8, 0).contains(m_legend->entryRect(1)));
    m_legend->resize(20, 18);
    QVERIFY2(seen() == QStringList(QStringLiteral("Retained")), "one is always seen");
}

void TestLegendBar::ofEqualsTheLeftOneGivesWay()
{
    std::vector<LegendEntry> entries = m_legend->entries();
    for (LegendEntry &e : entries) {
        e.importance = 0;
    }
    m_legend->setEntries(entries);
    narrow(2);
    QCOMPARE(seen(), QStringList({QStringLiteral("Retained"), QStringLiteral("Hashing.")}));
}

void TestLegendBar::whatIsHiddenIsNamed()
{
    narrow(1);
    QTest::mouseMove(m_legend.get(), QPoint(2, 9));
    QCOMPARE(m_legend->toolTip(), QStringLiteral("Accounts 3.00\nHashing. 1.00"));
    QTest::mouseMove(m_legend.get(), m_legend->entryRect(1).center());
    QCOMPARE(m_legend->toolTip(), QString());
}

void TestLegendBar::theKeyboardBringsWhatIsHidden()
{
    narrow(1);
    m_legend->setFocus();
    QTest::keyClick(m_legend.get(), Qt::Key_Right);
    QTest::keyClick(m_legend.get(), Qt::Key_Left);
    QVERIFY(seen().contains(QStringLiteral("Accounts")));
    m_legend->clearFocus();
    QCOMPARE(seen(), QStringList(QStringLiteral("Retained")));
}

QD_TEST_WIDGETS(TestLegendBar)
#include "tst_legend_bar.moc"
