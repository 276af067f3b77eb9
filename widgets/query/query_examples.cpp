// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_examples.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace qd {

namespace {

QString exampleWords(const char *words)
{
    return QCoreApplication::translate("QueryExamples", words);
}

std::vector<QueryExample> ofSessiond()
{
    return {{exampleWords("How fast memory has grown over 5 minutes, a second"),
             QStringLiteral("deriv(process_resident_memory_bytes[5m])")},
            {exampleWords("Share of memory in use, of the limit"),
             QStringLiteral("process_resident_memory_bytes / ignoring(kind) sessiond_memory_limit_bytes")},
            {exampleWords("Sessions by state, most first"),
             QStringLiteral("sort_desc(sum by (state) (sessiond_sessions))")}};
}

bool isBookkeeping(const std::string &name)
{
    return name == "up" || name.starts_with("scrape_") || name.starts_with("ALERTS");
}

std::vector<QueryExample> ofOthers(const std::vector<std::string> &names)
{
    std::vector<QueryExample> examples;
    const auto firstOf = [&](bool counters) {
        return std::ranges::find_if(names, [&](const std::string &name) {
            return !isBookkeeping(name) && name.ends_with("_total") == counters && !name.ends_with("_bucket");
        });
    };
    if (const auto gauge = firstOf(false); gauge != names.end()) {
        const QString name = QString::fromStdString(*gauge);
        examples.push_back({exampleWords("One metric, all its series"), name});
        examples.push_back(
            {exampleWords("Its highest in each 5 minutes"), QStringLiteral("max_over_time(%1[5m])").arg(name)});
    }
    if (const auto counter = firstOf(true); counter != names.end())
        examples.push_back({exampleWords("How often it happens, a second"),
                            QStringLiteral("sum(rate(%1[5m]))").arg(QString::fromStdString(*counter))});
    else if (!names.empty())
        examples.push_back({exampleWords("How many series each metric has"),
                            QStringLiteral("topk(10, count by (__name__) ({__name__!=\"\"}))")});
    return examples;
}

} // namespace

std::vector<QueryExample> examplesFor(const query::SeriesCatalogue &catalogue)
{
    return catalogue.hasMetric("sessiond_sessions") ? ofSessiond() : ofOthers(catalogue.metrics());
}

} // namespace qd
