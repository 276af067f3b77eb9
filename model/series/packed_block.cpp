// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/packed_block.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

namespace qd {

namespace {

constexpr auto cells = static_cast<std::size_t>(blockSamples);

/// value = base + step * 2^shift, all of it exact in a double.
struct Scale
{
    double base = 0;
    int shift = 0;
    std::uint64_t largestStep = 0;
};

bool isExactInteger(double value)
{
    constexpr double limit = 9007199254740992.0; // 2^53
    return value > -limit && value < limit && value == std::trunc(value) &&
           std::bit_cast<std::uint64_t>(value) != std::bit_cast<std::uint64_t>(-0.0);
}

/// The scale that fits all values, nothing when one of them is no integer below 2^53.
std::optional<Scale> scaleOf(const std::array<double, cells> &values)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        if (!isExactInteger(value))
            return std::nullopt;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (!(low <= high) || high - low >= 9007199254740992.0)
        return std::nullopt;
    std::uint64_t used = 0;
    for (const double value : values)
        used |= std::isnan(value) ? 0 : static_cast<std::uint64_t>(value - low);
    const int shift = used == 0 ? 0 : std::countr_zero(used);
    return Scale{low, shift, static_cast<std::uint64_t>(high - low) >> shift};
}

class ConstantBlock final : public Block
{
public:
    explicit ConstantBlock(double value)
        : m_value(value)
    {}
    [[nodiscard]] double value(int) const override { return m_value; }
    void copy(int from, int to, double *out) const override { std::fill(out, out + (to - from), m_value); }
    void summarise(int from, int to, ColumnSummary &into) const override
    {
        if (from >= to)
            return;
        if (!std::isnan(m_value))
            addFigures(m_value, m_value, m_value, m_value, static_cast<std::uint32_t>(to - from), into);
        into.stale |= isStaleMarker(m_value);
    }
    [[nodiscard]] std::size_t bytes() const override { return sizeof(*this); }

private:
    double m_value;
};

/// The three topmost codes stand for absent, stale and NaN.
template <typename Code>
class SteppedBlock final : public Block
{
public:
    static constexpr std::uint64_t steps = std::numeric_limits<Code>::max() - 3U;

    SteppedBlock(const OpenBlock &full, const Scale &scale)
        : m_base(scale.base)
        , m_unit(std::ldexp(1.0, scale.shift))
    {
        for (int cell = 0; cell < blockSamples; ++cell)
            m_codes[static_cast<std::size_t>(cell)] = encode(full.value(cell));
        for (int level = 0; level < pyramidLevels; ++level) {
            const auto at = static_cast<std::size_t>(level);
            for (int index = 0; index < blockSamples / levelSpan[at]; ++index)
                m_nodes[static_cast<std::size_t>(levelOffset[at] + index)] = toCodes(full.node(level, index));
        }
    }

    [[nodiscard]] double value(int cell) const override { return decode(m_codes[static_cast<std::size_t>(cell)]); }

    void copy(int from, int to, double *out) const override
    {
        for (int cell = from; cell < to; ++cell)
            *out++ = value(cell);
    }

    void summarise(int from, int to, ColumnSummary &into) const override
    {
        walkPyramid(
            from, to, [&](int level, int index) { addNode(nodeAt(level, index), into); },
            [&](int begin, int end) {
                addCodes(std::span(m_codes).subspan(static_cast<std::size_t>(begin),
                                                    static_cast<std::size_t>(end - begin)),
                         into);
            });
    }

    [[nodiscard]] std::size_t bytes() const override { return sizeof(*this); }

private:
    static constexpr Code absentCode = std::numeric_limits<Code>::max();
    static constexpr Code staleCode = absentCode - 1;
    static constexpr Code nanCode = absentCode - 2;

    struct Node
    {
        Code min = 0;
        Code max = 0;
        Code first = 0;
        Code last = 0;
        std::uint16_t countAndStale = 0; ///< count * 2 + stale
    };

    [[nodiscard]] Code encode(double value) const
    {
        if (!std::isnan(value))
            return static_cast<Code>((value - m_base) / m_unit);
        if (isAbsent(value))
            return absentCode;
        return isStaleMarker(value) ? staleCode : nanCode;
    }

    [[nodiscard]] double decode(Code code) const
    {
        if (code < nanCode) [[likely]]
            return m_base + static_cast<double>(code) * m_unit;
        if (code == absentCode)
            return absentMarker();
        return code == staleCode ? staleMarker() : std::numeric_limits<double>::quiet_NaN();
    }

    /// As addCells(), on what is stored: codes rise with their values.
    void addCodes(std::span<const Code> codes, ColumnSummary &into) const
    {
        Code low = codes.front();
        Code high = low;
        for (const Code code : codes) {
            low = std::min(low, code);
            high = std::max(high, code);
        }
        if (high < nanCode) [[likely]] {
            addFigures(decode(low), decode(high), decode(codes.front()), decode(codes.back()),
                       static_cast<std::uint32_t>(codes.size()), into);
            return;
        }
        for (const Code code : codes)
            addCell(decode(code), into);
    }

    [[nodiscard]] Node toCodes(const PyramidNode &node) const
    {
        Node coded;
        if (node.count != 0)
            coded = {encode(node.min), encode(node.max), encode(node.first), encode(node.last), 0};
        coded.countAndStale = static_cast<std::uint16_t>(node.count * 2 + (node.stale ? 1 : 0));
        return coded;
    }

    [[nodiscard]] PyramidNode nodeAt(int level, int index) const
    {
        const Node &coded =
            m_nodes[static_cast<std::size_t>(levelOffset[static_cast<std::size_t>(level)] + index)];
        return {decode(coded.min),
                decode(coded.max),
                decode(coded.first),
                decode(coded.last),
                static_cast<std::uint16_t>(coded.countAndStale / 2),
                (coded.countAndStale & 1) != 0};
    }

    double m_base;
    double m_unit;
    std::array<Code, cells> m_codes{};
    std::array<Node, pyramidNodes> m_nodes{};
};

} // namespace

std::shared_ptr<const Block> pack(const OpenBlock &full)
{
    std::array<double, cells> values{};
    full.copy(0, blockSamples, values.data());
    const auto firstBits = std::bit_cast<std::uint64_t>(values.front());
    if (std::all_of(values.begin(), values.end(),
                    [&](double value) { return std::bit_cast<std::uint64_t>(value) == firstBits; }))
        return std::make_shared<ConstantBlock>(values.front());
    const auto scale = scaleOf(values);
    if (!scale)
        return nullptr;
    if (scale->largestStep < SteppedBlock<std::uint8_t>::steps)
        return std::make_shared<SteppedBlock<std::uint8_t>>(full, *scale);
    if (scale->largestStep < SteppedBlock<std::uint16_t>::steps)
        return std::make_shared<SteppedBlock<std::uint16_t>>(full, *scale);
    if (scale->largestStep < SteppedBlock<std::uint32_t>::steps)
        return std::make_shared<SteppedBlock<std::uint32_t>>(full, *scale);
    return nullptr;
}

} // namespace qd
