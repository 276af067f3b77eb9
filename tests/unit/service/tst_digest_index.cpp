// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/digest_index.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <random>
#include <vector>

using namespace sessiond;

namespace {

/// An index over digests that are held as the table holds its records: the last one takes the place of one that
/// goes.
class Shelf
{
public:
    void add()
    {
        Digest digest;
        for (std::uint8_t &byte : digest) {
            byte = static_cast<std::uint8_t>(m_random());
        }
        if (!index.reserveOneMore(records())) {
            qFatal("no memory");
        }
        digests.push_back(digest);
        index.insert(digest, static_cast<std::uint32_t>(digests.size() - 1));
    }
    void removeAny()
    {
        const std::size_t at = m_random() % digests.size();
        gone.push_back(digests[at]);
        index.erase(digests[at], static_cast<std::uint32_t>(at));
        if (at + 1 < digests.size()) {
            index.renumber(digests.back(), static_cast<std::uint32_t>(digests.size() - 1),
                           static_cast<std::uint32_t>(at));
            digests[at] = digests.back();
        }
        digests.pop_back();
    }
    [[nodiscard]] DigestIndex::Records records() const
    {
        return {reinterpret_cast<const std::byte *>(digests.data()), sizeof(Digest),
                static_cast<std::uint32_t>(digests.size())};
    }
    /// The first record that is not found where it is, or the first that is found though it has gone.
    [[nodiscard]] bool isRight() const
    {
        for (std::uint32_t i = 0; i < digests.size(); ++i) {
            if (index.find(records(), digests[i]) != i) {
                return false;
            }
        }
        return std::ranges::all_of(
            gone, [this](const Digest &d) { return index.find(records(), d) == DigestIndex::kNotFound; });
    }

    DigestIndex index;
    std::vector<Digest> digests;
    std::vector<Digest> gone;

private:
    std::mt19937 m_random{20240820};
};

} // namespace

class TestDigestIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void findsAllWhileItGrows();
    void findsAllWhileItShrinks();
    void aChangeOfSizeIsManySmallSteps();
    void growsAgainInTheMiddleOfShrinking();
    void staysRightUnderAnyMixture();
};

void TestDigestIndex::findsAllWhileItGrows()
{
    Shelf shelf;
    int looks = 0;
    for (int i = 0; i < 40'000; ++i) {
        shelf.add();
        // While it is moving, and now and then.
        if ((shelf.index.isMoving() && i % 499 == 0) || i % 9'973 == 0) {
            ++looks;
            QVERIFY2(shelf.isRight(), qPrintable(QString::number(i)));
        }
    }
    QVERIFY(looks >= 10);
    QVERIFY(shelf.isRight());
}

void TestDigestIndex::findsAllWhileItShrinks()
{
    Shelf shelf;
    for (int i = 0; i < 40'000; ++i) {
        shelf.add();
    }
    const std::size_t full = shelf.index.bytes();
    while (shelf.digests.size() > 100) {
        shelf.removeAny();
        if (shelf.digests.size() % 97 == 0) {
            (void)shelf.index.shrink(shelf.records());
        }
        if (shelf.digests.size() % 2'003 == 0) {
            QVERIFY2(shelf.isRight(), qPrintable(QString::number(shelf.digests.size())));
        }
    }
    while (shelf.index.shrink(shelf.records())) {
    }
    QVERIFY(shelf.isRight());
    QVERIFY2(shelf.index.bytes() * 50 < full, "the memory of the larger size is given back");
}

void TestDigestIndex::aChangeOfSizeIsManySmallSteps()
{
    Shelf shelf;
    for (int i = 0; i < 160'000; ++i) {
        shelf.add();
    }
    while (shelf.digests.size() > 39'000) {
        shelf.removeAny();
    }
    shelf.gone.clear();
    int steps = 1;
    while (shelf.index.shrink(shelf.records())) {
        ++steps;
    }
    QVERIFY2(steps >= 39, qPrintable(QString::number(steps)));
    QVERIFY(shelf.isRight());
}

void TestDigestIndex::growsAgainInTheMiddleOfShrinking()
{
    Shelf shelf;
    for (int i = 0; i < 60'000; ++i) {
        shelf.add();
    }
    while (shelf.digests.size() > 300) {
        shelf.removeAny();
    }
    QVERIFY2(shelf.index.shrink(shelf.records()), "it has begun");
    for (int i = 0; i < 20'000; ++i) {
        shelf.add();
    }
    QVERIFY(shelf.isRight());
}

void TestDigestIndex::staysRightUnderAnyMixture()
{
    Shelf shelf;
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
        const bool growing = random() % 2 == 0;
        for (int i = 0; i < 1'500; ++i) {
            if (shelf.digests.empty() || random() % 10 < (growing ? 8 : 2)) {
                shelf.add();
            } else {
                shelf.removeAny();
            }
            if (random() % 64 == 0) {
                (void)shelf.index.shrink(shelf.records());
            }
        }
        QVERIFY2(shelf.isRight(), qPrintable(QString::number(round)));
        shelf.gone.clear();
    }
}

QD_TEST_APPLESS(TestDigestIndex)
#include "tst_digest_index.moc"
