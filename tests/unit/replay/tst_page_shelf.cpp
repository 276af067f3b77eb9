// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/replay/page_shelf.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/replay/made_recording.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

using namespace qd;
using test::madeTime;

class PageShelfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(test::writeMade(path(), 200 * 1'024));
        const auto history = FileHistory::open(path());
        QVERIFY(history);
        m_history = *history;
    }
    void whatIsVisibleComesFirst();
    void aWideViewNeedsNoSamples();
    void whatIsFarIsLetGo();
    void moreThanFitsIsNotLoadedForEver();
    void whatCannotBeReadIsToldOnce();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("a.mcap")); }
    /// Whether columns of one second show the samples and not the overview's nodes.
    static bool isExact(const PageShelf &shelf, int row)
    {
        std::vector<ColumnSummary> columns(1);
        shelf.snapshot().first("level").columns({madeTime(row), std::chrono::seconds(1), 1}, columns);
        return columns[0].count == 1 && columns[0].last == test::madeLevel(row);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const FileHistory> m_history;
};

void PageShelfTest::whatIsVisibleComesFirst()
{
    PageShelf shelf(m_history);
    QVERIFY(!isExact(shelf, 50'500));
    shelf.lookAt({madeTime(50'000), madeTime(51'000)});
    QVERIFY(shelf.loadNext());
    QVERIFY(shelf.loadNext()); // the range lies in two pages
    QVERIFY(isExact(shelf, 50'000));
    QVERIFY(isExact(shelf, 50'999));
    while (shelf.loadNext()) {
    }
    QVERIFY(isExact(shelf, 49'100)); // a screen to either side
    QVERIFY(isExact(shelf, 51'900));
    QVERIFY(!isExact(shelf, 60'000));
    QVERIFY(shelf.pageCount() <= 5);
}

void PageShelfTest::aWideViewNeedsNoSamples()
{
    PageShelf shelf(m_history);
    QCOMPARE(m_history->pagesIn(m_history->extent()).size(), 200U);
    shelf.lookAt({madeTime(0), madeTime(1'100 * 1'024)});
    QVERIFY(shelf.loadNext()); // 200 pages are still narrower than the overview's nodes
    shelf.lookAt({madeTime(0), madeTime(10)});
    QVERIFY(shelf.bytes() > 0);
}

void PageShelfTest::whatIsFarIsLetGo()
{
    PageShelf shelf(m_history, 100'000);
    for (const int row : {0, 40'000, 80'000, 120'000, 160'000}) {
        shelf.lookAt({madeTime(row), madeTime(row + 900)});
        while (shelf.loadNext()) {
        }
        QVERIFY(isExact(shelf, row + 450));
        QVERIFY(shelf.bytes() <= 100'000);
    }
    QVERIFY(!isExact(shelf, 450));
}

void PageShelfTest::moreThanFitsIsNotLoadedForEver()
{
    PageShelf shelf(m_history, 100'000);
    shelf.lookAt({madeTime(0), madeTime(100 * 1'024)});
    int loaded = 0;
    while (shelf.loadNext() && loaded < 1'000)
        ++loaded;
    QVERIFY(loaded < 100);
    QVERIFY(shelf.bytes() <= 100'000);
}

void PageShelfTest::whatCannotBeReadIsToldOnce()
{
    const auto reader = RecordingReader::open(path());
    QVERIFY(reader);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(static_cast<qint64>(reader->file().contents().chunks[3].offset + 120));
    file.write("damage");
    file.close();
    PageShelf shelf(m_history);
    for (int i = 0; i < 2; ++i) {
        shelf.lookAt({madeTime(3 * 1'024), madeTime(4 * 1'024)});
        while (shelf.loadNext()) {
        }
    }
    QCOMPARE(shelf.losses().size(), 1);
    QVERIFY(shelf.losses().front().contains(QStringLiteral("23:04")));
}

QD_TEST_APPLESS(PageShelfTest)
#include "tst_page_shelf.moc"
