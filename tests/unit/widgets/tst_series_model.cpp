// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/test_program.h"
#include "widgets/series/series_model.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <memory>

using namespace qd;

class TestSeriesModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_panels = panelsOf(test::manySeries()->series); }
    void init();
    void groupsMetricsAndSeries();
    void aboutSaysUnitAndCount();
    void checkingAMetricShowsIt();
    void checkingASeriesShowsItsMetric();
    void theLastSeriesTakesTheMetricAlong();
    void aGroupIsPartlyChecked();
    void asUsualForgets();
    void anotherCatalogueIsAReset();

private:
    [[nodiscard]] Qt::CheckState check(const QModelIndex &index) const
    {
        return static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
    }
    std::vector<Panel> m_panels;
    std::unique_ptr<SeriesModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestSeriesModel::init()
{
    test::failOnAnyWarning();
    m_tester.reset();
    m_model = std::make_unique<SeriesModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    PanelChoice choice;
    choice.setUsual(m_panels, false);
    m_model->setCatalogue(m_panels, choice);
}

void TestSeriesModel::groupsMetricsAndSeries()
{
    QStringList groups;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        groups << m_model->index(row, 0).data().toString();
    }
    QCOMPARE(groups, QStringList({QStringLiteral("http"), QStringLiteral("node"), QStringLiteral("scrape"),
                                  QStringLiteral("other")}));
    const QModelIndex cpu = m_model->indexOf("node_cpu_seconds_total");
    QVERIFY(cpu.isValid());
    QCOMPARE(cpu.parent().data().toString(), QStringLiteral("node"));
    QCOMPARE(m_model->rowCount(cpu), 128);
    QCOMPARE(m_model->index(3, 0, cpu).parent(), cpu);
    QCOMPARE(m_model->rowCount(m_model->indexOf("node_load1")), 0);
    QVERIFY(!m_model->indexOf("no_such").isValid());
}

void TestSeriesModel::aboutSaysUnitAndCount()
{
    const auto about = [&](const char *metric) {
        return m_model->indexOf(metric).siblingAtColumn(SeriesModel::About).data().toString();
    };
    QCOMPARE(about("node_network_receive_bytes_total"), QStringLiteral("bytes per second · 9 series"));
    QCOMPARE(about("build_info"), QStringLiteral("constant"));
    QCOMPARE(about("node_load1"), QString());
}

void TestSeriesModel::checkingAMetricShowsIt()
{
    QSignalSpy changed(m_model.get(), &SeriesModel::choiceChanged);
    const QModelIndex info = m_model->indexOf("build_info");
    QCOMPARE(check(info), Qt::Unchecked);
    const int before = m_model->shownPanels();
    QVERIFY(m_model->setData(info, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(check(info), Qt::Checked);
    QCOMPARE(m_model->shownPanels(), before + 1);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!m_model->setData(info, QStringLiteral("x"), Qt::EditRole));
}

void TestSeriesModel::checkingASeriesShowsItsMetric()
{
    const QModelIndex cpu = m_model->indexOf("node_cpu_seconds_total");
    QVERIFY(m_model->setData(cpu, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(check(m_model->index(0, 0, cpu)), Qt::Unchecked);
    QVERIFY(m_model->setData(m_model->index(100, 0, cpu), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(check(cpu), Qt::Checked);
    QCOMPARE(check(m_model->index(100, 0, cpu)), Qt::Checked);
    QCOMPARE(check(m_model->index(101, 0, cpu)), Qt::Unchecked);
}

void TestSeriesModel::theLastSeriesTakesTheMetricAlong()
{
    const QModelIndex cpu = m_model->indexOf("node_cpu_seconds_total");
    for (int row = 0; row < int(PanelChoice::usualSeries); ++row) {
        QCOMPARE(check(cpu), Qt::Checked);
        m_model->setData(m_model->index(row, 0, cpu), Qt::Unchecked, Qt::CheckStateRole);
    }
    QCOMPARE(check(cpu), Qt::Unchecked);
}

void TestSeriesModel::aGroupIsPartlyChecked()
{
    const QModelIndex other = m_model->indexOf("build_info").parent();
    QCOMPARE(check(other), Qt::PartiallyChecked);
    QVERIFY(m_model->setData(other, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(check(other), Qt::Checked);
    QVERIFY(m_model->setData(other, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(check(m_model->indexOf("go_goroutines")), Qt::Unchecked);
}

void TestSeriesModel::asUsualForgets()
{
    const QModelIndex load = m_model->indexOf("node_load1");
    m_model->setData(load, Qt::Unchecked, Qt::CheckStateRole);
    QVERIFY(m_model->choice().isTouched());
    m_model->forgetChoice();
    QCOMPARE(check(load), Qt::Checked);
    QVERIFY(!m_model->choice().isTouched());
}

void TestSeriesModel::anotherCatalogueIsAReset()
{
    QSignalSpy reset(m_model.get(), &SeriesModel::modelReset);
    m_model->setCatalogue(panelsOf(test::oneGauge()->series), {});
    QCOMPARE(reset.count(), 1);
    QVERIFY(m_model->indexOf("machine_temperature").isValid());
    m_model->setCatalogue({}, {});
    QCOMPARE(m_model->rowCount(), 0);
}

QD_TEST_GUILESS(TestSeriesModel)
#include "tst_series_model.moc"
