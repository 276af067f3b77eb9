// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/completion.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::query;

Q_DECLARE_METATYPE(CompletionKind)

class CompletionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void findsThePlace_data();
    void findsThePlace();
    void offersWhatTheHistoryHas();
    void ofUnknownMetricsAllLabelsAreOffered();
    void whatBeginsComesBeforeWhatHolds();
    void garbageIsNoTrouble();

private:
    [[nodiscard]] static SeriesCatalogue catalogue();
};

SeriesCatalogue CompletionTest::catalogue()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, Millis(1000), "g"});
    const std::vector<SeriesKey> keys{{"http_requests_total", {{"code", "200"}, {"handler", "/login"}}},
                                      {"http_requests_total", {{"code", "503"}, {"handler", "/logout"}}},
                                      {"up", {{"job", "a \"b\""}}}};
    std::vector<SeriesValue> values;
    for (const SeriesKey &key : keys)
        values.push_back({store.series(group, key), 1.0});
    (void)store.append(group, Timestamp(Millis(1000)), values);
    return SeriesCatalogue(store.snapshot());
}

void CompletionTest::findsThePlace_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<CompletionKind>("kind");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("label");
    const auto row = [](const char *name, const char *before, CompletionKind kind, const char *word = "",
                        const char *label = "") {
        QTest::newRow(name) << QString::fromUtf8(before) << kind << QString::fromUtf8(word)
                            << QString::fromUtf8(label);
    };
    using enum CompletionKind;
    row("nothing yet", "", Name);
    row("a name", "http_re", Name, "http_re");
    row("in a call", "sum(rate(ht", Name, "ht");
    row("after an operator", "up + ht", Name, "ht");
    row("a number", "12", Nothing, "12");
    row("a duration", "up[5", Nothing, "5");
    row("behind brackets", "up[5m]", Nothing);
    row("opened braces", "up{", LabelName);
    row("a label", "up{jo", LabelName, "jo");
    row("a second label", "up{job=\"a\", in", LabelName, "in");
    row("a value without a quote", "up{job=", LabelValue, "", "job");
    row("a value", "up{job=\"a", LabelValue, "a", "job");
    row("a value that is to match", "up{job=~\"a|", LabelValue, "a|", "job");
    row("a value that is not", "up{job!='x", LabelValue, "x", "job");
    row("behind a value", "up{job=\"a\"", Nothing);
    row("behind braces", "up{job=\"a\"} + ht", Name, "ht");
    row("by", "sum by (co", LabelName, "co");
    row("by, second", "sum by (code, ha", LabelName, "ha");
    row("without a blank", "sum by(", LabelName);
    row("group_left", "a / on(x) group_left(y", LabelName, "y");
    row("behind by", "sum by (code) (ht", Name, "ht");
    row("a comment", "up # ht", Nothing);
    row("a string", "label_replace(up, \"ht", Nothing, "ht");
    row("beyond ASCII", "up{job=\"é", LabelValue, "é", "job");
}

void CompletionTest::findsThePlace()
{
    QFETCH(QString, before);
    QFETCH(CompletionKind, kind);
    QFETCH(QString, word);
    QFETCH(QString, label);
    const std::string text = before.toStdString();
    const CompletionPlace place = completionPlace(text + " what stands behind{", text.size());
    QCOMPARE(int(place.kind), int(kind));
    if (kind != CompletionKind::Nothing) {
        QCOMPARE(QString::fromStdString(place.word), word);
        QCOMPARE(QString::fromStdString(place.label), label);
        QCOMPARE(place.begin + place.word.size(), text.size());
    }
}

void CompletionTest::offersWhatTheHistoryHas()
{
    const SeriesCatalogue known = catalogue();
    const auto offered = [&](const std::string &before) {
        QStringList texts;
        for (const Completion &c : completionsFor(completionPlace(before, before.size()), before, known))
            texts << QString::fromStdString(c.text);
        return texts.join(u' ');
    };
    QCOMPARE(offered("http_requests_total{"), QStringLiteral("code handler"));
    QCOMPARE(offered("http_requests_total{handler=\"/log"), QStringLiteral("/login /logout"));
    QCOMPARE(offered("http_requests_total{handler=\"/logo"), QStringLiteral("/logout"));
    QCOMPARE(offered("up{co"), QString());
    QCOMPARE(offered("sum by (h"), QStringLiteral("handler"));
    QVERIFY(offered("hist").startsWith(QStringLiteral("histogram_quantile")));
    QVERIFY(offered("avg").contains(QStringLiteral("avg_over_time")));
    QCOMPARE(offered("rate(up[5"), QString());
}

void CompletionTest::ofUnknownMetricsAllLabelsAreOffered()
{
    QCOMPARE(catalogue().labelNames({"who"}), (std::vector<std::string>{"code", "handler", "job"}));
    QCOMPARE(catalogue().labelNames({"up"}), (std::vector<std::string>{"job"}));
}

void CompletionTest::whatBeginsComesBeforeWhatHolds()
{
    const auto offers = completionsFor(completionPlace("rate", 4), "rate", catalogue());
    QCOMPARE(offers.front(), (Completion{"rate", "function"}));
    QVERIFY(std::ranges::find(offers, Completion{"irate", "function"}) != offers.end());
    QCOMPARE(completionsFor(completionPlace("r", 1), "r", catalogue(), 3).size(), 3U);
}

void CompletionTest::garbageIsNoTrouble()
{
    for (const std::string text :
         {"}}}))]]", "\"\\", "{{{((([[", "=!~,", "\xff\xfe{\"", "by by (", "#", "'\\\\'\\"}) {
        for (std::size_t at = 0; at <= text.size() + 2; ++at)
            (void)completionsFor(completionPlace(text, at), text, catalogue());
    }
}

QD_TEST_APPLESS(CompletionTest)
#include "tst_completion.moc"
