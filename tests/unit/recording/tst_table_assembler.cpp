// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/table.h"
#include "model/series/markers.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using recording::Table;
using recording::TableAssembler;

namespace {

Table table(const char *job, std::vector<std::int64_t> times,
            std::vector<std::pair<const char *, std::vector<double>>> columns)
{
    Table made{{GroupKind::Scraped, Labels{{"job", job}}}, std::move(times), {}};
    for (auto &[name, cells] : columns)
        made.columns.push_back({{name, {}}, SeriesType::Gauge, std::move(cells)});
    return made;
}

/// "job: 1 2 3 | a: 5 . 7": a table as text.
QString rendered(const Table &table)
{
    const auto text = [](auto value) { return QString::number(value); };
    QString out = QString::fromStdString(std::string(table.group.target.value("job"))) + QLatin1Char(':');
    for (const auto time : table.times)
        out += QLatin1Char(' ') + text(qlonglong(time));
    for (const auto &column : table.columns) {
        out += QStringLiteral(" | %1:").arg(QString::fromStdString(column.key.name));
        for (const double cell : column.cells)
            out += QLatin1Char(' ') + (isAbsent(cell) ? QStringLiteral(".") : text(cell));
    }
    return out;
}

} // namespace

class TableAssemblerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_out.clear();
    }
    void joinsShortTablesAndCutsLongOnes();
    void seriesThatComeAndGoKeepTheirRows();
    void groupsAreKeptApart();
    void overlapsAreDroppedAndCounted();
    void anEmptyBlockOfASeriesIsNoColumn();

private:
    [[nodiscard]] TableAssembler assembler(std::size_t rows)
    {
        return TableAssembler([this](const Table &t) { m_out << rendered(t); }, rows);
    }
    QStringList m_out;
};

void TableAssemblerTest::joinsShortTablesAndCutsLongOnes()
{
    auto four = assembler(4);
    four.add(table("j", {1, 2, 3}, {{"a", {1, 2, 3}}}));
    four.add(table("j", {4, 5, 6, 7, 8, 9}, {{"a", {4, 5, 6, 7, 8, 9}}}));
    QCOMPARE(m_out,
             (QStringList{QStringLiteral("j: 1 2 3 4 | a: 1 2 3 4"), QStringLiteral("j: 5 6 7 8 | a: 5 6 7 8")}));
    four.flush();
    four.flush();
    QCOMPARE(m_out.size(), 3);
    QCOMPARE(m_out.last(), QStringLiteral("j: 9 | a: 9"));
}

void TableAssemblerTest::seriesThatComeAndGoKeepTheirRows()
{
    auto six = assembler(6);
    six.add(table("j", {1, 2}, {{"a", {1, 2}}}));
    six.add(table("j", {3, 4}, {{"b", {30, 40}}, {"a", {3, absentMarker()}}}));
    six.add(table("j", {5, 6}, {{"b", {50, 60}}}));
    QCOMPARE(m_out, QStringList{QStringLiteral("j: 1 2 3 4 5 6 | a: 1 2 3 . . . | b: . . 30 40 50 60")});
}

void TableAssemblerTest::groupsAreKeptApart()
{
    auto two = assembler(2);
    two.add(table("x", {1}, {{"a", {1}}}));
    two.add(table("y", {1, 2}, {{"a", {7, 8}}}));
    two.flush();
    QCOMPARE(m_out, (QStringList{QStringLiteral("y: 1 2 | a: 7 8"), QStringLiteral("x: 1 | a: 1")}));
}

void TableAssemblerTest::overlapsAreDroppedAndCounted()
{
    auto eight = assembler(8);
    eight.add(table("j", {1, 2, 3}, {{"a", {1, 2, 3}}}));
    eight.add(table("j", {2, 3, 4}, {{"a", {20, 30, 4}}}));
    eight.add(table("j", {1, 4}, {{"a", {0, 0}}}));
    eight.flush();
    QCOMPARE(m_out, QStringList{QStringLiteral("j: 1 2 3 4 | a: 1 2 3 4")});
    QCOMPARE(eight.droppedRows(), 4);
}

void TableAssemblerTest::anEmptyBlockOfASeriesIsNoColumn()
{
    auto two = assembler(2);
    two.add(table("j", {1, 2, 3, 4}, {{"a", {1, 2, 3, 4}}, {"b", {absentMarker(), absentMarker(), 3, 4}}}));
    QCOMPARE(m_out, (QStringList{QStringLiteral("j: 1 2 | a: 1 2"), QStringLiteral("j: 3 4 | a: 3 4 | b: 3 4")}));
}

QD_TEST_GUILESS(TableAssemblerTest)
#include "tst_table_assembler.moc"
