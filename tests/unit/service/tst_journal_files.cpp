// SPDX-License-Identifier: GPL-3.0-or-later
// What the journal's files must look like for a start, and what a start, refused or not, leaves of them.
#include "backend/service/core/row_sum.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/journal_fixture.h"

#include <QtTest/QTest>
#include <csignal>
#include <sys/resource.h>

using namespace sessiond;
using sessiond::test::contents;
using sessiond::test::fill;
using sessiond::test::Fixture;
using sessiond::test::MarkOnFullDisk;
using sessiond::test::tamper;
using sessiond::test::wordsOf;
namespace fs = std::filesystem;

namespace {

fs::path markOf(const Fixture &fixture)
{
    return fs::path(fixture.config.dataDir) / "journal.mark";
}

/// As if the machine had started anew since: the boot id of both slots, and their sums.
void giveToAnotherBoot(const fs::path &mark)
{
    constexpr std::size_t slot = 64;
    constexpr std::size_t bootAt = 32;
    constexpr std::size_t sumAt = 56;
    std::ifstream file(mark, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = 0; at + slot <= bytes.size(); at += slot) {
        bytes[at + bootAt] = static_cast<char>(bytes[at + bootAt] ^ 1);
        const std::uint64_t sum = sumOf(std::string_view(bytes).substr(at, sumAt));
        std::memcpy(bytes.data() + at + sumAt, &sum, sizeof sum);
    }
    std::ofstream(mark, std::ios::binary) << bytes;
}

/// While it lives, no file of this process takes bytes from `size` on: a write across it stops short, as on a disk
/// that is full.
class LargestFile
{
public:
    explicit LargestFile(rlim_t size)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{size, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~LargestFile()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    LargestFile(const LargestFile &) = delete;
    LargestFile &operator=(const LargestFile &) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

} // namespace

class TestJournalFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void withoutAMarkNothingIsRevived_data();
    void withoutAMarkNothingIsRevived();
    void aRolledBackDatabaseIsRefused_data();
    void aRolledBackDatabaseIsRefused();
    void aCrashAroundTheFirstCommitIsNoDamage();
    void anOlderMarkIsRefused_data();
    void anOlderMarkIsRefused();
    void theMarkIsThereBeforeTheFirstCommit();
    void aMarkThatTakesNothingStopsWriting();
    void aMarkThatCannotBeWrittenSaysSo();
    void aTornMarkLeavesTheOtherSlotAlone();
    void aRefusedStartLeavesNoFilesBehind_data();
    void aRefusedStartLeavesNoFilesBehind();
    void anOrderlyEndLeavesNoLog();
    void aJournalOfTheFormatBeforeIsTakenOver();
    void aJournalOfANewerReleaseIsLeftAlone();
};

void TestJournalFiles::withoutAMarkNothingIsRevived_data()
{
    QTest::addColumn<bool>("empty");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("missing") << false << QByteArray("journal.mark is missing");
    QTest::newRow("empty") << true << QByteArray("journal.mark is empty");
}

void TestJournalFiles::withoutAMarkNothingIsRevived()
{
    QFETCH(bool, empty);
    QFETCH(QByteArray, words);
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    empty ? fs::resize_file(markOf(fixture), 0) : void(fs::remove(markOf(fixture)));
    const auto before = contents(fixture);
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QCOMPARE(int(opened.error().code), int(Failure::Corrupt));
    QVERIFY2(wordsOf(opened).starts_with(words.toStdString()), wordsOf(opened).c_str());
    QVERIFY(wordsOf(opened).find("--accept-loss") != std::string::npos);
    QVERIFY(!wordsOf(opened).ends_with('.'));
    QVERIFY(contents(fixture) == before);
    fixture.config.acceptLoss = true;
    QVERIFY(fixture.open());
    QVERIFY(fixture.validates(tokens[0]));
    fixture.config.acceptLoss = false;
    QVERIFY(fixture.open());
}

void TestJournalFiles::aRolledBackDatabaseIsRefused_data()
{
    QTest::addColumn<int>("mark");
    QTest::newRow("beside its mark") << 0;
    QTest::newRow("with the mark deleted") << 1;
    QTest::newRow("with the mark emptied") << 2;
}

void TestJournalFiles::aRolledBackDatabaseIsRefused()
{
    QFETCH(int, mark);
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    const fs::path file = JournalStore::databaseFile(fixture.config.dataDir);
    const fs::path kept = file.string() + ".kept";
    fs::copy_file(file, kept);
    QVERIFY(fixture.open());
    QVERIFY(fixture.logout(tokens[0]));
    fixture.service.reset();
    fs::rename(kept, file);
    if (mark == 1) {
        fs::remove(markOf(fixture));
    } else if (mark == 2) {
        fs::resize_file(markOf(fixture), 0);
    }
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QCOMPARE(int(opened.error().code), int(Failure::Corrupt));
}

void TestJournalFiles::aCrashAroundTheFirstCommitIsNoDamage()
{
    // After the database was made and before its mark was; then after the first commit and before its mark.
    Fixture fixture;
    QVERIFY(fixture.open());
    fixture.service.reset();
    {
        Fixture fresh;
        fs::create_directories(fresh.config.dataDir);
        QVERIFY(JournalStore::open(fresh.config.dataDir, false)); // made and never loaded: no mark yet
        QVERIFY(!fs::exists(markOf(fresh)));
        std::ofstream(markOf(fresh)).flush(); // or just its name
        QVERIFY2(fresh.open(), "an empty mark beside a journal without commits");
    }
    Fixture committed;
    fs::create_directories(committed.config.dataDir);
    auto store = JournalStore::open(committed.config.dataDir, false);
    QVERIFY(store);
    QVERIFY((*store)->load([](const NewSession &) { return true; }));
    const fs::path kept = markOf(committed).string() + ".kept";
    fs::copy_file(markOf(committed), kept);
    (*store)->begin(JournalStore::Durability::Power);
    QVERIFY((*store)->accounts().create("ann", "$hash", 1));
    (*store)->commit(1);
    store->reset();
    fs::rename(kept, markOf(committed));
    const auto opened = committed.open();
    QVERIFY2(opened, wordsOf(opened).c_str());
}

void TestJournalFiles::anOlderMarkIsRefused_data()
{
    QTest::addColumn<int>("older");
    QTest::addColumn<bool>("otherBoot");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("the one that belongs to it") << 0 << false << true;
    QTest::newRow("a kill came before the mark") << 1 << false << true;
    QTest::newRow("two commits older") << 2 << false << false;
    QTest::newRow("ten commits older") << 10 << false << false;
    QTest::newRow("ten commits lost with the power") << 10 << true << true;
}

void TestJournalFiles::anOlderMarkIsRefused()
{
    QFETCH(int, older);
    QFETCH(bool, otherBoot);
    QFETCH(bool, accepted);
    Fixture fixture;
    fs::create_directories(fixture.config.dataDir);
    auto store = JournalStore::open(fixture.config.dataDir, false);
    QVERIFY(store);
    QVERIFY((*store)->load([](const NewSession &) { return true; }));
    const fs::path kept = markOf(fixture).string() + ".kept";
    for (int commit = 1; commit <= 12; ++commit) {
        (*store)->begin(JournalStore::Durability::Power);
        QVERIFY((*store)->accounts().create("user" + std::to_string(commit), "$hash", 1));
        (*store)->commit(1);
        if (commit == 12 - older)
            fs::copy_file(markOf(fixture), kept);
    }
    store->reset();
    fs::rename(kept, markOf(fixture));
    if (otherBoot)
        giveToAnotherBoot(markOf(fixture));
    const auto opened = fixture.open();
    QCOMPARE(opened.has_value(), accepted);
    if (!accepted) {
        QCOMPARE(int(opened.error().code), int(Failure::Corrupt));
        QVERIFY2(wordsOf(opened).find("journal.mark is an older one, of " + std::to_string(older) +
                                      " commits before") != std::string::npos,
                 wordsOf(opened).c_str());
        fixture.config.acceptLoss = true;
        QVERIFY(fixture.open());
        fixture.config.acceptLoss = false;
        QVERIFY2(fixture.open(), "the mark is as new as the journal again");
    }
}

void TestJournalFiles::theMarkIsThereBeforeTheFirstCommit()
{
    Fixture fixture;
    fs::create_directories(fixture.config.dataDir);
    auto store = JournalStore::open(fixture.config.dataDir, false);
    QVERIFY(store);
    QVERIFY((*store)->load([](const NewSession &) { return true; }));
    QCOMPARE(fs::file_size(markOf(fixture)), std::uintmax_t{128});
    const auto valueOnDisk = [&] { return JournalMark(markOf(fixture)).value(); };
    QCOMPARE(valueOnDisk().lastSequence, std::uint64_t{0});
    for (std::uint64_t i = 1; i <= 3; ++i) {
        (*store)->begin(i == 2 ? JournalStore::Durability::Power : JournalStore::Durability::Process);
        (*store)->commit(1);
        QCOMPARE(valueOnDisk().lastSequence, i);
        QCOMPARE(valueOnDisk().syncedSequence, std::uint64_t(i < 2 ? 0 : 2));
    }
}

void TestJournalFiles::aMarkThatTakesNothingStopsWriting()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    const std::string token = fixture.login("ann")->token;
    auto full = std::make_unique<MarkOnFullDisk>(fixture);
    QVERIFY(full->works());
    QVERIFY(fixture.login("ann")); // committed; only its mark is missing
    const auto refused = fixture.login("ann");
    QVERIFY(!refused);
    QCOMPARE(int(refused.error().code), int(Failure::Unavailable));
    QVERIFY2(refused.error().words.find("journal.mark") != std::string::npos, refused.error().words.c_str());
    QVERIFY(!fixture.service->counters().journalHealthy);
    QVERIFY(fixture.validates(token));
    full.reset();
    QVERIFY(fixture.login("ann"));
    QVERIFY(fixture.service->counters().journalHealthy);
    QVERIFY(fixture.open());
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{3});
}

void TestJournalFiles::aMarkThatCannotBeWrittenSaysSo()
{
    Fixture fixture;
    fs::create_directories(fixture.config.dataDir);
    fs::create_symlink("/dev/full", markOf(fixture));
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QVERIFY2(wordsOf(opened).find("No space left on device") != std::string::npos, wordsOf(opened).c_str());
}

void TestJournalFiles::aTornMarkLeavesTheOtherSlotAlone()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "journal.mark";
    JournalMark mark(file);
    mark.create({7, 7});
    bool any = false;
    {
        const LargestFile torn(100); // the second slot, which is next, lies across it
        any = mark.write({8, 7});
    }
    {
        const LargestFile torn(32); // and so does now the first, the only one that is whole
        any = mark.write({9, 7}) || any;
    }
    QVERIFY(!any);
    const JournalMark left(file);
    QCOMPARE(int(left.found()), int(JournalMark::Found::Whole));
    QCOMPARE(left.value().lastSequence, std::uint64_t{7});
    QVERIFY(mark.write({10, 7}));
    QCOMPARE(JournalMark(file).value().lastSequence, std::uint64_t{10});
}

void TestJournalFiles::aRefusedStartLeavesNoFilesBehind_data()
{
    QTest::addColumn<bool>("killed");
    QTest::newRow("after an orderly end") << false;
    QTest::newRow("after a kill, the index lost") << true;
}

void TestJournalFiles::aRefusedStartLeavesNoFilesBehind()
{
    QFETCH(bool, killed);
    Fixture origin;
    QCOMPARE(fill(origin).size(), std::size_t{6});
    Fixture fixture;
    if (killed) {
        QVERIFY(origin.open());
        QVERIFY(origin.login("ann"));
    }
    fs::copy(origin.config.dataDir, fixture.config.dataDir);
    if (killed) {
        fs::remove(JournalStore::databaseFile(fixture.config.dataDir).string() + "-shm");
    }
    fs::remove(markOf(fixture));
    const auto before = contents(fixture);
    QCOMPARE(before.contains("journal.db-wal"), killed);
    QVERIFY(!fixture.open());
    QVERIFY(contents(fixture) == before);
}

void TestJournalFiles::anOrderlyEndLeavesNoLog()
{
    Fixture fixture;
    QCOMPARE(fill(fixture).size(), std::size_t{6});
    for (const auto &[name, content] : contents(fixture)) {
        QVERIFY2(name.find("-wal") == std::string::npos && name.find("-shm") == std::string::npos, name.c_str());
    }
}

void TestJournalFiles::aJournalOfTheFormatBeforeIsTakenOver()
{
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    {
        // Its head had seven numbers and their checksum.
        sqlite::Database database(JournalStore::databaseFile(fixture.config.dataDir),
                                  sqlite::Database::Mode::ReadWrite);
        sqlite::Statement head(database,
                               "SELECT seq, next_serial, sessions, session_sum, data_rows, data_sum, wall"
                               " FROM head");
        QVERIFY(head.step());
        std::array<std::int64_t, 7> numbers{};
        std::string values = "1";
        for (int i = 0; i < 7; ++i) {
            numbers[std::size_t(i)] = head.integer(i);
            values += ", " + std::to_string(head.integer(i));
        }
        head.reset();
        const std::uint64_t sum = sumOf({reinterpret_cast<const char *>(numbers.data()), sizeof numbers});
        values += ", " + std::to_string(static_cast<std::int64_t>(sum));
        database.run("DROP TABLE head; CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER,"
                     " next_serial INTEGER, sessions INTEGER, session_sum INTEGER, data_rows INTEGER,"
                     " data_sum INTEGER, wall INTEGER, sum INTEGER); PRAGMA user_version = 1;");
        database.run(("INSERT INTO head VALUES(" + values + ")").c_str());
    }
    const auto opened = fixture.open();
    QVERIFY2(opened, wordsOf(opened).c_str());
    QVERIFY(fixture.validates(tokens[0]));
    QVERIFY(fixture.login("ann"));
    fixture.service.reset();
    tamper(fixture, "DELETE FROM account WHERE name = 'bob'");
    QVERIFY(!fixture.open()); // from now on its head knows of accounts
}

void TestJournalFiles::aJournalOfANewerReleaseIsLeftAlone()
{
    Fixture fixture;
    QCOMPARE(fill(fixture).size(), std::size_t{6});
    tamper(fixture, "PRAGMA user_version = 3");
    const auto before = contents(fixture);
    for (const bool acceptLoss : {false, true}) {
        fixture.config.acceptLoss = acceptLoss;
        const auto opened = fixture.open();
        QVERIFY2(wordsOf(opened).find("newer release") != std::string::npos, wordsOf(opened).c_str());
        QVERIFY(contents(fixture) == before);
    }
}

QD_TEST_GUILESS(TestJournalFiles)
#include "tst_journal_files.moc"
