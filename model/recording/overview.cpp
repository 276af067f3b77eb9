// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/overview.h"

#include "model/base/little_endian.h"
#include "model/recording/mcap_records.h"
#include "model/series/column_codec.h"

#include <QtCore/QJsonDocument>

#include <zstd.h>

#include <algorithm>

namespace qd::recording {

namespace {

using mcap::Bytes;

constexpr std::uint32_t formatVersion = 1;
constexpr std::size_t largest = 256U << 20U;
constexpr std::size_t columnCells = 32'768; // a column takes 65,535
constexpr double staleFlag = 65'536;        // added to a node's count, which is 256 at most

/// Where an unreadable part was met; everything after it means nothing.
tl::unexpected<Error> damaged()
{
    return failure(ErrorCode::Corrupt, QStringLiteral("The overview of the recording is damaged."));
}

void appendBytes(Bytes &out, std::span<const std::byte> bytes)
{
    appendLittle(out, static_cast<std::uint32_t>(bytes.size()));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void appendJson(Bytes &out, const QJsonObject &json)
{
    const QByteArray text = QJsonDocument(json).toJson(QJsonDocument::Compact);
    appendBytes(out, mcap::bytesOf({text.constData(), static_cast<std::size_t>(text.size())}));
}

void appendColumn(Bytes &out, const std::vector<double> &cells)
{
    for (std::size_t from = 0; from < cells.size(); from += columnCells) {
        const auto piece = std::span(cells).subspan(from, std::min(columnCells, cells.size() - from));
        appendBytes(out, encodeColumn(piece, ColumnPacking::Plain));
    }
}

/// The five figures of the nodes of a series, a column each.
struct NodeColumns
{
    std::array<std::vector<double>, 5> figures; ///< min, max, first, last, count and flag

    void add(const PyramidNode &node)
    {
        const double counted = node.count + (node.stale ? staleFlag : 0);
        const std::array<double, 5> values{node.min, node.max, node.first, node.last, counted};
        for (std::size_t i = 0; i < figures.size(); ++i)
            figures[i].push_back(values[i]);
    }

    [[nodiscard]] std::optional<PyramidNode> node(std::size_t index) const
    {
        const double counted = figures[4][index];
        const bool stale = counted >= staleFlag;
        const double count = counted - (stale ? staleFlag : 0);
        if (!(count >= 0 && count <= overviewSpan))
            return std::nullopt;
        return PyramidNode{figures[0][index],
                           figures[1][index],
                           figures[2][index],
                           figures[3][index],
                           static_cast<std::uint16_t>(count),
                           stale};
    }
};

void append(Bytes &out, const OverviewSeries &series, std::uint32_t group)
{
    appendJson(out, toJson(series.id, group, series.key, series.type));
    NodeColumns columns;
    for (const auto &page : series.pages) {
        appendLittle(out, static_cast<std::uint8_t>(page.size()));
        for (const PyramidNode &node : page)
            columns.add(node);
    }
    for (const auto &figure : columns.figures)
        appendColumn(out, figure);
}

void append(Bytes &out, const OverviewGroup &group)
{
    appendJson(out, toJson(group.id, group.config));
    appendLittle(out, static_cast<std::uint32_t>(group.pages.size()));
    for (const OverviewPage &page : group.pages) {
        appendLittle(out, page.chunk);
        appendLittle(out, page.chunks);
        appendLittle(out, static_cast<std::uint32_t>(page.times.size()));
        appendBytes(out, encodeTimes(page.times, ColumnPacking::Plain));
    }
    appendLittle(out, static_cast<std::uint32_t>(group.gaps.size() + (group.openGap ? 1 : 0)));
    const auto appendGap = [&out](Timestamp begin, std::int64_t end) {
        appendLittle(out, static_cast<std::int64_t>(begin.time_since_epoch().count()));
        appendLittle(out, end);
    };
    for (const TimeRange &gap : group.gaps)
        appendGap(gap.begin, gap.end.time_since_epoch().count());
    if (group.openGap)
        appendGap(*group.openGap, 0);
    appendLittle(out, static_cast<std::uint32_t>(group.series.size()));
    for (const OverviewSeries &series : group.series)
        append(out, series, group.id);
}

/// Takes the parts of an overview off its bytes. Each fails as a whole.
class Parser
{
public:
    explicit Parser(std::span<const std::byte> bytes)
        : m_reader(bytes)
    {}

    Result<Overview> read()
    {
        Overview overview;
        if (m_reader.take<std::uint32_t>() != formatVersion)
            return damaged();
        const auto groups = count(1);
        for (std::uint32_t i = 0; i < groups && m_good; ++i)
            overview.groups.push_back(group());
        const auto events = count(sizeof(std::uint32_t));
        for (std::uint32_t i = 0; i < events && m_good; ++i)
            overview.eventChunks.push_back(m_reader.take<std::uint32_t>());
        if (!m_good || m_reader.overrun())
            return damaged();
        return overview;
    }

private:
    /// A count of things of at least `size` bytes each; what cannot be there is damage, and no memory is taken.
    std::uint32_t count(std::size_t size)
    {
        const auto number = m_reader.take<std::uint32_t>();
        if (number > m_reader.left().size() / size)
            m_good = false;
        return m_good ? number : 0;
    }

    std::span<const std::byte> bytes() { return m_reader.take(m_reader.take<std::uint32_t>()); }

    QJsonObject json()
    {
        const auto text = bytes();
        const auto object =
            QJsonDocument::fromJson(QByteArray::fromRawData(reinterpret_cast<const char *>(text.data()),
                                                            static_cast<qsizetype>(text.size())))
                .object();
        m_good = m_good && !object.isEmpty();
        return object;
    }

    OverviewPage page()
    {
        OverviewPage page;
        page.chunk = m_reader.take<std::uint32_t>();
        page.chunks = m_reader.take<std::uint32_t>();
        const auto rows = m_reader.take<std::uint32_t>();
        const auto packed = bytes();
        m_good = m_good && rows > 0 && rows <= blockSamples;
        if (!m_good)
            return page;
        page.times.resize(rows);
        m_good = decodeTimes(packed, page.times).has_value() &&
                 std::ranges::adjacent_find(page.times, std::ranges::greater_equal()) == page.times.end();
        return page;
    }

    OverviewGroup group()
    {
        OverviewGroup group;
        if (auto text = groupFromJson(json()))
            std::tie(group.id, group.config) = std::pair(text->id, std::move(text->config));
        else
            m_good = false;
        const auto pages = count(sizeof(std::uint32_t) * 4);
        for (std::uint32_t i = 0; i < pages && m_good; ++i) {
            group.pages.push_back(page());
            m_good = m_good && follows(group.pages, i + 1 == pages);
        }
        gaps(group);
        const auto series = count(1);
        for (std::uint32_t i = 0; i < series && m_good; ++i)
            group.series.push_back(oneSeries(group));
        return group;
    }

    /// Whether the last page continues those before, and is full unless it is the last of all.
    static bool follows(const std::vector<OverviewPage> &pages, bool isLast)
    {
        const OverviewPage &page = pages.back();
        const bool later = pages.size() < 2 || pages[pages.size() - 2].times.back() < page.times.front();
        return later && (isLast || page.times.size() == static_cast<std::size_t>(blockSamples));
    }

    void gaps(OverviewGroup &group)
    {
        const auto number = count(sizeof(std::int64_t) * 2);
        for (std::uint32_t i = 0; i < number && m_good; ++i) {
            const Timestamp begin{Millis(m_reader.take<std::int64_t>())};
            const Timestamp end{Millis(m_reader.take<std::int64_t>())};
            if (end == Timestamp{})
                group.openGap = begin;
            else
                group.gaps.push_back({begin, end});
        }
    }

    OverviewSeries oneSeries(const OverviewGroup &group)
    {
        OverviewSeries series;
        if (auto text = seriesFromJson(json()); text && text->group == group.id)
            series = {text->id, std::move(text->key), text->type, {}};
        else
            m_good = false;
        std::vector<std::uint8_t> sizes;
        std::size_t total = 0;
        for (const OverviewPage &page : group.pages) {
            const auto most = (page.times.size() + overviewSpan - 1) / overviewSpan;
            sizes.push_back(m_reader.take<std::uint8_t>());
            m_good = m_good && (sizes.back() == 0 || sizes.back() == most);
            total += m_good ? sizes.back() : 0;
        }
        NodeColumns columns;
        for (auto &figure : columns.figures)
            column(figure, total);
        std::size_t next = 0;
        for (std::size_t i = 0; i < sizes.size() && m_good; ++i) {
            auto &nodes = series.pages.emplace_back();
            for (std::uint8_t n = 0; n < sizes[i] && m_good; ++n) {
                const auto node = columns.node(next++);
                m_good = node.has_value();
                nodes.push_back(node.value_or(PyramidNode()));
            }
        }
        return series;
    }

    void column(std::vector<double> &cells, std::size_t total)
    {
        cells.resize(m_good ? total : 0);
        for (std::size_t from = 0; from < cells.size() && m_good; from += columnCells) {
            const auto piece = std::span(cells).subspan(from, std::min(columnCells, cells.size() - from));
            m_good = decodeColumn(bytes(), piece).has_value();
        }
    }

    LittleReader m_reader;
    bool m_good = true;
};

} // namespace

Bytes encodeOverview(const Overview &overview)
{
    Bytes plain;
    appendLittle(plain, formatVersion);
    appendLittle(plain, static_cast<std::uint32_t>(overview.groups.size()));
    for (const OverviewGroup &group : overview.groups)
        append(plain, group);
    appendLittle(plain, static_cast<std::uint32_t>(overview.eventChunks.size()));
    for (const std::uint32_t chunk : overview.eventChunks)
        appendLittle(plain, chunk);
    Bytes packed(ZSTD_compressBound(plain.size()));
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
    return packed;
}

Result<Overview> decodeOverview(std::span<const std::byte> bytes)
{
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > largest)
        return damaged();
    Bytes plain(size);
    const auto done = ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(done) || done != plain.size())
        return damaged();
    return Parser(plain).read();
}

} // namespace qd::recording
