// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_series.h"

#include "model/series/exposition_scanner.h"
#include "model/series/parsed_sample.h"

#include <QtCore/QStringList>

namespace qd::exchange {

namespace {

/// Of texts and ids that are remembered; beyond that all are looked up anew.
constexpr std::size_t mostBytes = 16U << 20U;
constexpr qsizetype longestList = 300; ///< of column names, in words
constexpr const char *originalLabel = "column";

} // namespace

CsvSeries::CsvSeries(const CsvLayout &layout, ImportSink &sink)
    : m_layout(layout)
    , m_sink(sink)
{
    for (std::size_t c = 0; c < layout.columns.size(); ++c) {
        if (layout.columns[c].role == CsvRole::Label || layout.columns[c].role == CsvRole::SeriesName)
            m_textColumns.push_back(c);
    }
}

bool CsvSeries::select(const std::vector<std::string_view> &fields, std::int64_t line)
{
    if (m_ids && m_textColumns.empty())
        return true;
    std::string texts;
    for (const std::size_t c : m_textColumns) {
        texts += fields[c];
        texts += '\x1f';
    }
    if (m_ids && texts == m_texts)
        return true;
    if (exposition::invalidUtf8(texts) != std::string_view::npos) {
        m_sink.log().lose(LossKind::BadSeries, {line}, "a text is not valid UTF-8");
        return false;
    }
    std::vector<Labels::Pair> labels;
    m_base = {};
    for (const std::size_t c : m_textColumns) {
        if (m_layout.columns[c].role == CsvRole::SeriesName) {
            if (!nameSeries(fields[c], labels)) {
                m_ids = nullptr;
                m_sink.log().lose(LossKind::BadSeries, {line, static_cast<std::int64_t>(c + 1)}, "it has no name");
                return false;
            }
        } else {
            labels.emplace_back(m_layout.columns[c].name, std::string(fields[c]));
        }
    }
    m_base.labels = Labels(std::move(labels));
    m_ids = &idsFor(texts);
    m_texts = std::move(texts);
    return true;
}

CsvSeries::Ids &CsvSeries::idsFor(std::string texts)
{
    const std::size_t bytes = texts.size() + m_layout.columns.size() * sizeof(std::optional<SeriesId>);
    if (const auto known = m_byTexts.find(texts); known != m_byTexts.end())
        return known->second;
    if (m_bytes + bytes > mostBytes) {
        m_byTexts.clear();
        m_bytes = 0;
    }
    m_bytes += bytes;
    Ids &ids = m_byTexts[std::move(texts)];
    ids.resize(m_layout.columns.size());
    return ids;
}

/// The cell is a whole series (`up{job="api"}`), or just a name.
bool CsvSeries::nameSeries(std::string_view cell, std::vector<Labels::Pair> &labels)
{
    auto key = seriesKeyOf(cell);
    if (!key)
        key = seriesKeyOfDump(cell);
    if (key) {
        m_base.name = key->name;
        labels.insert(labels.end(), key->labels.pairs().begin(), key->labels.pairs().end());
        return true;
    }
    if (isBlankCell(cell))
        return false;
    m_base.name = metricNameOf(cell);
    labels.emplace_back("series", std::string(cell));
    return true;
}

SeriesKey CsvSeries::keyOf(const CsvColumn &column) const
{
    if (m_layout.isLong)
        return m_base;
    SeriesKey key{column.name, m_base.labels};
    for (const auto &[name, value] : column.labels.pairs())
        key.labels = key.labels.with(name, value);
    if (!column.original.empty() && key.labels.value(originalLabel).empty())
        key.labels = key.labels.with(originalLabel, column.original);
    return key;
}

std::optional<SeriesId> CsvSeries::of(std::size_t column, Place place)
{
    auto &known = (*m_ids)[column];
    if (!known)
        known = m_sink.series(keyOf(m_layout.columns[column]), SeriesType::Unknown, place);
    return known;
}

void CsvSeries::say(ImportLog &log) const
{
    QStringList names;
    for (const std::size_t c : m_textColumns) {
        if (m_layout.columns[c].role == CsvRole::Label)
            names << QString::fromStdString(m_layout.columns[c].name);
    }
    if (!names.isEmpty())
        log.note(QStringLiteral("Columns of text became labels: %1.")
                     .arg(names.join(QStringLiteral(", ")).left(longestList)));
}

} // namespace qd::exchange
