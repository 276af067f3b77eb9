// SPDX-License-Identifier: GPL-3.0-or-later
// A journal whose pages are damaged: refused, or, when the loss is accepted, put aside and never overwritten.
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/journal_fixture.h"

#include <QtTest/QTest>
#include <csignal>
#include <ctime>
#include <sys/resource.h>
#include <system_error>

using namespace sessiond;
using sessiond::test::contents;
using sessiond::test::fill;
using sessiond::test::Fixture;
using sessiond::test::wordsOf;
namespace fs = std::filesystem;

namespace {

/// Overwrites the pages of a table of a closed journal with what is no page.
void ruinPages(const Fixture &fixture, const char *table)
{
    const fs::path file = JournalStore::databaseFile(fixture.config.dataDir);
    std::int64_t page = 0;
    {
        sqlite::Database database(file, sqlite::Database::Mode::ReadOnly);
        sqlite::Statement root(database, "SELECT rootpage FROM sqlite_master WHERE name = ?");
        root.bind(1, std::string_view(table));
        page = root.step() ? root.integer(0) : 0;
    }
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp((page - 1) * 4096);
    stream << std::string(4096, 'x');
}

/// No file of this process grows beyond it: a disk that is full.
class FullDisk
{
public:
    explicit FullDisk(rlim_t most)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit less{most, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &less);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    void (*m_handler)(int);
    rlimit m_before{};
};

void write(const fs::path &file, const std::string &words)
{
    std::ofstream(file, std::ios::binary) << words;
}

} // namespace

class TestJournalDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void damagedPagesAreRefused_data();
    void damagedPagesAreRefused();
    void whatWasPutAsideIsNeverOverwritten();
    void whatCannotBePutAsideStaysAndSaysSo();
    void anotherDamageIsPutBesideTheFirst();
    void aSalvageThatFailsLeavesAllAsItWas_data();
    void aSalvageThatFailsLeavesAllAsItWas();
};

void TestJournalDamage::damagedPagesAreRefused_data()
{
    QTest::addColumn<QByteArray>("table");
    for (const char *table : {"audit", "signin", "session", "purge"}) {
        QTest::newRow(table) << QByteArray(table);
    }
}

void TestJournalDamage::damagedPagesAreRefused()
{
    QFETCH(QByteArray, table);
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    ruinPages(fixture, table.constData());
    const auto before = contents(fixture);
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QCOMPARE(int(opened.error().code), int(Failure::Corrupt));
    QVERIFY2(wordsOf(opened).starts_with("the journal is damaged: "), wordsOf(opened).c_str());
    QVERIFY(wordsOf(opened).find('\n') == std::string::npos);
    QVERIFY(contents(fixture) == before);
    // An accepted loss keeps every other table, and the damaged file beside the new one.
    fixture.config.acceptLoss = true;
    const auto accepted = fixture.open();
    QVERIFY2(accepted, wordsOf(accepted).c_str());
    const bool sessionsLost = table == "session";
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t(sessionsLost ? 0 : 6));
    QCOMPARE(fixture.validates(tokens[1]), !sessionsLost);
    QVERIFY(fixture.login("ann"));
    fixture.config.acceptLoss = false;
    const auto again = fixture.open();
    QVERIFY2(again, wordsOf(again).c_str());
    fixture.service.reset();
    std::string names;
    for (const auto &[name, content] : contents(fixture)) {
        names += name + ' ';
    }
    QVERIFY2(names.find("journal.db.damaged-") != std::string::npos, names.c_str());
}

void TestJournalDamage::whatWasPutAsideIsNeverOverwritten()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "journal.db";
    std::map<std::string, std::string> kept;
    for (const std::string round : {"first", "second", "third"}) {
        const std::string log = round == "second" ? std::string() : round + " log";
        write(file, round);
        if (!log.empty()) {
            write(file.string() + "-wal", log);
        }
        const fs::path aside = JournalFiles::putAside(file);
        QVERIFY2(kept.emplace(aside.string(), round).second, aside.c_str());
        if (!log.empty()) {
            QVERIFY(kept.emplace(aside.string() + "-wal", log).second);
        }
        QVERIFY(!fs::exists(file) && !fs::exists(file.string() + "-wal"));
    }
    QCOMPARE(kept.size(), std::size_t{5});
    for (const auto &[name, words] : kept) {
        std::ifstream stream(name, std::ios::binary);
        QCOMPARE(std::string(std::istreambuf_iterator<char>(stream), {}), words);
    }
}

void TestJournalDamage::whatCannotBePutAsideStaysAndSaysSo()
{
    const QTemporaryDir folder;
    const fs::path dir(folder.path().toStdString());
    // The log may have another name, and the database's would be too long: all or none.
    const fs::path tooLong = dir / std::string(240, 'x');
    write(tooLong, "pages");
    write(tooLong.string() + "-wal", "log");
    QVERIFY_THROWS_EXCEPTION(std::system_error, (void)JournalFiles::putAside(tooLong));
    QVERIFY(fs::exists(tooLong) && fs::exists(tooLong.string() + "-wal"));
    QVERIFY_THROWS_EXCEPTION(std::system_error, (void)JournalFiles::putAside(dir / "nothing.db"));
}

/// The names of the seconds to come are taken, as by a service that was started again at once.
void TestJournalDamage::anotherDamageIsPutBesideTheFirst()
{
    Fixture fixture;
    QCOMPARE(fill(fixture).size(), std::size_t{6});
    ruinPages(fixture, "audit");
    const std::string file = JournalStore::databaseFile(fixture.config.dataDir).string();
    const std::time_t now = std::time(nullptr);
    for (std::time_t second = now; second < now + 10; ++second) {
        write(file + ".damaged-" + std::to_string(second), "an older one");
    }
    fixture.config.acceptLoss = true;
    const auto accepted = fixture.open();
    QVERIFY2(accepted, wordsOf(accepted).c_str());
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{6});
    fixture.service.reset();
    int older = 0;
    for (const auto &[name, content] : contents(fixture)) {
        older += content == "an older one" ? 1 : 0;
    }
    QCOMPARE(older, 10);
}

void TestJournalDamage::aSalvageThatFailsLeavesAllAsItWas_data()
{
    QTest::addColumn<qint64>("room");
    QTest::newRow("not for the tables") << qint64(40'000);
    QTest::newRow("for the tables, not for the rows") << qint64(200'000);
}

void TestJournalDamage::aSalvageThatFailsLeavesAllAsItWas()
{
    QFETCH(qint64, room);
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    QVERIFY(fixture.open());
    for (int i = 0; i < 60; ++i) {
        QVERIFY(fixture.putData(fixture.login("ann")->token, std::string(8000, 'd')));
    }
    fixture.service.reset();
    ruinPages(fixture, "audit");
    const auto before = contents(fixture);
    fixture.config.acceptLoss = true;
    {
        const FullDisk full(static_cast<rlim_t>(room));
        const auto refused = fixture.open();
        QVERIFY(!refused);
        QVERIFY2(wordsOf(refused).ends_with("; it is left as it was"), wordsOf(refused).c_str());
    }
    QVERIFY(contents(fixture) == before);
    const auto accepted = fixture.open();
    QVERIFY2(accepted, wordsOf(accepted).c_str());
    QVERIFY(fixture.validates(tokens[1]));
}

QD_TEST_GUILESS(TestJournalDamage)
#include "tst_journal_damage.moc"
