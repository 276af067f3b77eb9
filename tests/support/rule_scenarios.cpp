// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rule_scenarios.h"

#include "model/rules/go_text.h"
#include "model/rules/rule_engine.h"
#include "model/series/parsed_sample.h"
#include "tests/conformance/series_line.h"
#include "tests/support/sample_history.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace qd::test {

namespace {

using TextMap = std::map<std::string, std::string>;
/// Labels and annotations of an alert.
using Told = std::pair<TextMap, TextMap>;

Millis lengthOf(const YAML::Node &node, Millis otherwise = Millis(0))
{
    return node ? rules::prometheusDuration(node.Scalar()).value_or(Millis(-1)) : otherwise;
}

TextMap mapOf(const YAML::Node &node)
{
    return node ? node.as<TextMap>() : TextMap();
}

QString wordsOf(const Told &told)
{
    QStringList all;
    for (const TextMap *map : {&told.first, &told.second}) {
        QStringList pairs;
        for (const auto &[name, value] : *map)
            pairs << QString::fromStdString(name + "=" + value);
        all << pairs.join(u' ');
    }
    return QStringLiteral("[%1 | %2]").arg(all[0], all[1]);
}

/// One run of our engine through a test.
class Run
{
public:
    Run(const YAML::Node &test, const std::vector<rules::RuleFile> &files, Millis step)
        : m_test(test)
        , m_step(step)
        , m_history(historyOf(input(test)))
        , m_results(m_store, m_history)
        , m_engine(files, m_results, settings(test, step))
    {}

    QString failure()
    {
        Millis last{0};
        for (const char *kind : {"alert_rule_test", "promql_expr_test"}) {
            for (const auto &expected : m_test[kind])
                last = std::max(last, lengthOf(expected["eval_time"]));
        }
        for (Millis now{0}; now <= last && m_problems.isEmpty(); now += m_step) {
            (void)m_engine.evaluate(Timestamp(now));
            for (const rules::RuleStatus &status : m_engine.rules()) {
                if (status.health.condition == rules::RuleCondition::Failed)
                    m_problems << QString::fromStdString(status.rule->name) + QStringLiteral(": ") +
                                      status.health.words;
            }
            for (const auto &expected : m_test["alert_rule_test"]) {
                const Millis at = lengthOf(expected["eval_time"]);
                if (now <= at && at < now + m_step)
                    compareAlerts(expected);
            }
        }
        for (const auto &expected : m_test["promql_expr_test"])
            compareSamples(expected);
        return m_problems.join(u'\n');
    }

private:
    static std::map<SeriesKey, std::vector<Sample>> input(const YAML::Node &test)
    {
        std::map<SeriesKey, std::vector<Sample>> series;
        for (const auto &entry : test["input_series"]) {
            const auto line =
                conformance::parseSeriesLine(entry["series"].Scalar() + " " + entry["values"].Scalar());
            if (line)
                series[line->key] = conformance::samplesOf(*line, lengthOf(test["interval"]));
        }
        return series;
    }

    static rules::EngineSettings settings(const YAML::Node &test, Millis step)
    {
        rules::EngineSettings made;
        made.query.boundary = query::RangeBoundary::Closed; // the promtool of Debian is 2.42
        made.query.subqueryStep = step;
        made.externalLabels = mapOf(test["external_labels"]);
        return made;
    }

    void compareAlerts(const YAML::Node &expected)
    {
        const std::string name = expected["alertname"].Scalar();
        std::multiset<Told> wanted;
        for (const auto &alert : expected["exp_alerts"]) {
            TextMap labels = mapOf(alert["exp_labels"]);
            labels["alertname"] = name;
            wanted.emplace(std::move(labels), mapOf(alert["exp_annotations"]));
        }
        const std::multiset<Told> given = firing(name);
        if (given == wanted)
            return;
        QStringList words{
            QStringLiteral("%1 at %2: expected")
                .arg(QString::fromStdString(name), QString::fromStdString(expected["eval_time"].Scalar()))};
        std::ranges::transform(wanted, std::back_inserter(words), wordsOf);
        words << QStringLiteral("got");
        std::ranges::transform(given, std::back_inserter(words), wordsOf);
        m_problems << words.join(u' ');
    }

    [[nodiscard]] std::multiset<Told> firing(const std::string &name) const
    {
        std::multiset<Told> given;
        for (std::size_t i = 0; i < m_engine.rules().size(); ++i) {
            if (m_engine.rules()[i].rule->name != name)
                continue;
            for (const rules::Alert &alert : m_engine.alertsOf(i).active()) {
                if (alert.phase == rules::AlertPhase::Firing)
                    given.emplace(TextMap(alert.labels.pairs().begin(), alert.labels.pairs().end()),
                                  TextMap(alert.annotations.begin(), alert.annotations.end()));
            }
        }
        return given;
    }

    void compareSamples(const YAML::Node &expected)
    {
        std::map<SeriesKey, double> wanted;
        for (const auto &sample : expected["exp_samples"]) {
            const auto line = conformance::parseSeriesLine(sample["labels"].Scalar() + " 0");
            wanted[line ? line->key : SeriesKey{"unreadable", {}}] = sample["value"].as<double>();
        }
        std::map<SeriesKey, double> given;
        const Timestamp at(lengthOf(expected["eval_time"]));
        const auto query = query::Query::prepare(expected["expr"].Scalar());
        const auto answer = query ? query->at(m_results.snapshot(), at, settings(m_test, m_step).query)
                                  : query::QueryResult<query::Answer>(tl::unexpected(query.error()));
        const auto vector = answer ? rules::asVector(*answer, at) : noAnswer();
        for (const query::VectorElement &element : vector ? *vector : std::vector<query::VectorElement>())
            given[element.key] = element.sample.value;
        if (vector && given == wanted)
            return;
        QStringList words{QStringLiteral("%1 at %2: got")
                              .arg(QString::fromStdString(expected["expr"].Scalar()),
                                   QString::fromStdString(expected["eval_time"].Scalar()))};
        for (const auto &[key, value] : given)
            words << QStringLiteral("%1 %2").arg(QString::fromStdString(seriesText(key))).arg(value, 0, 'g', 17);
        m_problems << words.join(u' ');
    }

    static Result<std::vector<query::VectorElement>> noAnswer()
    {
        return qd::failure(ErrorCode::Invalid, QStringLiteral("no answer"));
    }

    const YAML::Node m_test;
    Millis m_step;
    SeriesSnapshot m_history;
    SeriesStore m_store;
    rules::SeriesRuleStore m_results;
    rules::RuleEngine m_engine;
    QStringList m_problems;
};

} // namespace

struct RuleScenario::Parts
{
    YAML::Node file; ///< without its tests, rule files absolute
    YAML::Node test;
};

RuleScenario::RuleScenario(std::shared_ptr<const Parts> parts)
    : m_parts(std::move(parts))
{}

std::vector<RuleScenario> RuleScenario::read(const QString &path, QString &error)
{
    std::vector<RuleScenario> all;
    try {
        const YAML::Node file = YAML::LoadFile(path.toStdString());
        YAML::Node head;
        for (const auto &entry : file) {
            if (entry.first.Scalar() != "tests")
                head[entry.first.Scalar()] = YAML::Clone(entry.second);
        }
        const QDir folder = QFileInfo(path).dir();
        for (std::size_t i = 0; i < head["rule_files"].size(); ++i) {
            YAML::Node rules = head["rule_files"][i];
            rules = folder.absoluteFilePath(QString::fromStdString(rules.Scalar())).toStdString();
        }
        for (const auto &test : file["tests"])
            all.push_back(RuleScenario(std::make_shared<Parts>(Parts{head, YAML::Clone(test)})));
    } catch (const YAML::Exception &problem) {
        error = path + QStringLiteral(": ") + QString::fromUtf8(problem.what());
    }
    return all;
}

QString RuleScenario::name() const
{
    return QString::fromStdString(m_parts->test["name"].Scalar());
}

RuleScenario RuleScenario::spoiled() const
{
    YAML::Node test = YAML::Clone(m_parts->test);
    if (const YAML::Node alerts = test["alert_rule_test"]; alerts && alerts.size() > 0) {
        YAML::Node expected = alerts[0]["exp_alerts"];
        if (expected.size() > 0)
            expected[0]["exp_labels"]["spoiled"] = "yes";
        else
            expected.push_back(YAML::Load("{exp_labels: {spoiled: 'yes'}}"));
    } else {
        YAML::Node expected = test["promql_expr_test"][0]["exp_samples"];
        if (expected.size() > 0)
            expected[0]["value"] = "-12345.5";
        else
            expected.push_back(YAML::Load("{labels: spoiled, value: 1}"));
    }
    return RuleScenario(std::make_shared<Parts>(Parts{m_parts->file, test}));
}

QString RuleScenario::ourFailure() const
{
    std::vector<rules::RuleFile> files;
    for (const auto &path : m_parts->file["rule_files"]) {
        auto file = rules::readRuleFile(QString::fromStdString(path.Scalar()));
        if (!file)
            return rules::problemText(file.error().front());
        files.push_back(std::move(*file));
    }
    return Run(m_parts->test, files, lengthOf(m_parts->file["evaluation_interval"], std::chrono::minutes(1)))
        .failure();
}

QString RuleScenario::promtoolFailure(const QString &folder) const
{
    YAML::Node file = YAML::Clone(m_parts->file);
    file["tests"].push_back(m_parts->test);
    const QString path = folder + QStringLiteral("/one.test.yml");
    std::ofstream(path.toStdString()) << file;
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(QStringLiteral("promtool"), {QStringLiteral("test"), QStringLiteral("rules"), path});
    constexpr int patience = 60'000;
    if (!promtool.waitForStarted() || !promtool.waitForFinished(patience))
        return QStringLiteral("promtool did not run: ") + promtool.errorString();
    const QString said = QString::fromUtf8(promtool.readAll());
    return promtool.exitCode() == 0 ? QString() : said;
}

} // namespace qd::test
