// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/column_codec.h"

#include "model/base/little_endian.h"
#include "model/series/byte_planes.h"
#include "model/series/decimal_scale.h"

#include <zstd.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>

namespace qd {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::uint8_t zstdFlag = 0x80; // frozen, as all layouts here
constexpr int zstdLevel = 3;

std::uint64_t bitsOf(double value)
{
    return std::bit_cast<std::uint64_t>(value);
}

/// Neighbouring cells that hold the same NaN, infinity or minus zero.
struct SpecialRun
{
    std::uint16_t begin = 0;
    std::uint16_t length = 0;
    std::uint64_t bits = 0;
};

/// A column as integers: values[i] / 10^scale, and the runs that are no numbers.
struct IntegerColumn
{
    int scale = 0;
    std::vector<SpecialRun> specials;
    std::int64_t base = 0; ///< the first number
    std::vector<std::uint64_t> values;
};

std::optional<IntegerColumn> integersOf(std::span<const double> cells)
{
    const auto scale = decimalScale(cells);
    if (!scale)
        return std::nullopt;
    IntegerColumn column;
    column.scale = *scale;
    column.values.resize(cells.size());
    const auto first = std::find_if(cells.begin(), cells.end(), isOrdinary);
    column.base = first == cells.end() ? 0 : toScaled(*first, *scale);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (isOrdinary(cells[i])) {
            column.values[i] = static_cast<std::uint64_t>(toScaled(cells[i], *scale));
            continue;
        }
        auto &runs = column.specials;
        if (!runs.empty() && runs.back().bits == bitsOf(cells[i]) &&
            runs.back().begin + runs.back().length == static_cast<int>(i))
            ++runs.back().length;
        else
            runs.push_back({static_cast<std::uint16_t>(i), 1, bitsOf(cells[i])});
    }
    return column;
}

/// Cell for cell what prediction leaves over: order 1 predicts the value before, order 2 the line through the two
/// before. A special cell takes the prediction, so it costs nothing and breaks no line.
Bytes integerBody(const IntegerColumn &column, int order)
{
    std::vector<std::uint64_t> residuals(column.values.size());
    auto last = static_cast<std::uint64_t>(column.base);
    std::uint64_t step = 0;
    auto special = column.specials.begin();
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        while (special != column.specials.end() && i >= std::size_t(special->begin) + special->length)
            ++special;
        const std::uint64_t predicted = last + step;
        const bool isSpecial = special != column.specials.end() && i >= special->begin;
        const std::uint64_t value = isSpecial ? predicted : column.values[i];
        residuals[i] = zigzag(value - predicted);
        step = order == 2 ? value - last : 0;
        last = value;
    }
    const int planes = planesFor(residuals);
    Bytes body;
    appendLittle(body, static_cast<std::uint8_t>(column.scale));
    appendLittle(body, static_cast<std::uint8_t>(planes));
    appendLittle(body, static_cast<std::uint16_t>(column.specials.size()));
    for (const SpecialRun &run : column.specials) {
        appendLittle(body, run.begin);
        appendLittle(body, run.length);
        appendLittle(body, run.bits);
    }
    appendLittle(body, column.base);
    appendPlanes(residuals, planes, body);
    return body;
}

Bytes xorBody(std::span<const double> cells)
{
    std::vector<std::uint64_t> changes(cells.size());
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        changes[i] = bitsOf(cells[i]) ^ last;
        last = bitsOf(cells[i]);
    }
    Bytes body;
    appendPlanes(changes, sizeof(double), body);
    return body;
}

Bytes rawBody(std::span<const double> cells)
{
    const auto bytes = std::as_bytes(cells);
    return {bytes.begin(), bytes.end()};
}

Bytes framed(ColumnCodec codec, const Bytes &body, ColumnPacking packing)
{
    Bytes out{static_cast<std::byte>(codec)};
    if (packing == ColumnPacking::Zstd) {
        out.resize(1 + ZSTD_compressBound(body.size()));
        const std::size_t packed =
            ZSTD_compress(out.data() + 1, out.size() - 1, body.data(), body.size(), zstdLevel);
        if (!ZSTD_isError(packed) && packed < body.size()) {
            out.front() |= std::byte{zstdFlag};
            out.resize(1 + packed);
            return out;
        }
        out.resize(1);
    }
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

void keepSmaller(Bytes &best, Bytes candidate)
{
    if (best.empty() || candidate.size() < best.size())
        best = std::move(candidate);
}

bool isConstant(std::span<const double> cells)
{
    return std::all_of(cells.begin(), cells.end(),
                       [&](double cell) { return bitsOf(cell) == bitsOf(cells.front()); });
}

Bytes encodeIntegers(const IntegerColumn &column, ColumnPacking packing)
{
    Bytes best;
    keepSmaller(best, framed(ColumnCodec::Integers, integerBody(column, 1), packing));
    keepSmaller(best, framed(ColumnCodec::Integers2, integerBody(column, 2), packing));
    return best;
}

tl::unexpected<Error> corrupt(const char *what)
{
    return failure(ErrorCode::Corrupt, QStringLiteral("A stored column is damaged: %1.").arg(QLatin1String(what)));
}

/// No column of so many cells has a larger body: eight planes, and a run for each cell at worst.
std::size_t largestBody(std::size_t cells)
{
    return 12 + cells * (sizeof(double) + sizeof(SpecialRun));
}

/// The body without its zstd frame. `buffer` holds it when it was packed.
Result<std::span<const std::byte>> unpack(std::span<const std::byte> bytes, std::size_t cells, Bytes &buffer)
{
    if (bytes.empty())
        return corrupt("it is empty");
    const auto body = bytes.subspan(1);
    if ((std::to_integer<std::uint8_t>(bytes.front()) & zstdFlag) == 0)
        return body;
    buffer.resize(largestBody(cells));
    const std::size_t size = ZSTD_decompress(buffer.data(), buffer.size(), body.data(), body.size());
    if (ZSTD_isError(size))
        return corrupt("zstd cannot unpack it");
    return std::span<const std::byte>(buffer.data(), size);
}

/// Scale, runs and base of a column, and the planes that follow them.
struct IntegerHead
{
    IntegerColumn column;
    int planes = 0;
    std::span<const std::byte> body;
};

Result<IntegerHead> readIntegerHead(std::span<const std::byte> body, std::size_t cells)
{
    LittleReader reader(body);
    IntegerHead head;
    head.column.scale = reader.take<std::uint8_t>();
    head.planes = reader.take<std::uint8_t>();
    head.column.specials.resize(reader.take<std::uint16_t>());
    for (SpecialRun &run : head.column.specials) {
        run.begin = reader.take<std::uint16_t>();
        run.length = reader.take<std::uint16_t>();
        run.bits = reader.take<std::uint64_t>();
        if (std::size_t(run.begin) + run.length > cells)
            return corrupt("a run reaches past its end");
    }
    head.column.base = reader.take<std::int64_t>();
    head.body = reader.left();
    if (reader.overrun() || head.column.scale > 9 || head.planes > 8 ||
        head.body.size() != static_cast<std::size_t>(head.planes) * cells)
        return corrupt("its parts do not fit its size");
    return head;
}

Result<IntegerColumn> readIntegers(std::span<const std::byte> body, int order, std::size_t cells)
{
    auto head = readIntegerHead(body, cells);
    if (!head)
        return tl::unexpected(head.error());
    IntegerColumn column = std::move(head->column);
    column.values.resize(cells);
    readPlanes(head->body, head->planes, column.values);
    auto last = static_cast<std::uint64_t>(column.base);
    std::uint64_t step = 0;
    for (std::uint64_t &cell : column.values) {
        cell = last + step + unzigzag(cell);
        step = order == 2 ? cell - last : 0;
        last = cell;
    }
    return column;
}

Result<void> decodeIntegers(std::span<const std::byte> body, int order, std::span<double> cells)
{
    const auto column = readIntegers(body, order, cells.size());
    if (!column)
        return tl::unexpected(column.error());
    for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = fromScaled(static_cast<std::int64_t>(column->values[i]), column->scale);
    for (const SpecialRun &run : column->specials)
        std::fill_n(cells.begin() + run.begin, run.length, std::bit_cast<double>(run.bits));
    return {};
}

Result<void> decodeXor(std::span<const std::byte> body, std::span<double> cells)
{
    if (body.size() != cells.size_bytes())
        return corrupt("its size is not that of its cells");
    std::vector<std::uint64_t> changes(cells.size());
    readPlanes(body, sizeof(double), changes);
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        last ^= changes[i];
        cells[i] = std::bit_cast<double>(last);
    }
    return {};
}

Result<void> decodePlain(std::span<const std::byte> body, std::span<double> cells, bool constant)
{
    if (body.size() != (constant ? sizeof(double) : cells.size_bytes()))
        return corrupt("its size is not that of its cells");
    if (constant)
        std::fill(cells.begin(), cells.end(), std::bit_cast<double>(LittleReader(body).take<std::uint64_t>()));
    else if (!body.empty())
        std::memcpy(cells.data(), body.data(), body.size());
    return {};
}

ColumnCodec codecOf(std::span<const std::byte> bytes)
{
    return static_cast<ColumnCodec>(std::to_integer<std::uint8_t>(bytes.front()) & ~zstdFlag);
}

} // namespace

std::vector<std::byte> encodeColumn(std::span<const double> cells, ColumnPacking packing)
{
    assert(cells.size() <= std::numeric_limits<std::uint16_t>::max());
    if (cells.empty())
        return framed(ColumnCodec::Raw, {}, ColumnPacking::Plain);
    if (isConstant(cells))
        return framed(ColumnCodec::Constant, rawBody(cells.first(1)), ColumnPacking::Plain);
    Bytes best;
    if (const auto integers = integersOf(cells))
        best = encodeIntegers(*integers, packing);
    else
        keepSmaller(best, framed(ColumnCodec::Xor, xorBody(cells), packing));
    if (best.size() > cells.size_bytes())
        keepSmaller(best, framed(ColumnCodec::Raw, rawBody(cells), packing));
    return best;
}

Result<void> decodeColumn(std::span<const std::byte> bytes, std::span<double> cells)
{
    Bytes buffer;
    const auto body = unpack(bytes, cells.size(), buffer);
    if (!body)
        return tl::unexpected(body.error());
    switch (codecOf(bytes)) {
    case ColumnCodec::Raw:
        return decodePlain(*body, cells, false);
    case ColumnCodec::Constant:
        return decodePlain(*body, cells, true);
    case ColumnCodec::Integers:
        return decodeIntegers(*body, 1, cells);
    case ColumnCodec::Integers2:
        return decodeIntegers(*body, 2, cells);
    case ColumnCodec::Xor:
        return decodeXor(*body, cells);
    }
    return corrupt("its encoding is not known");
}

bool surelyDecodes(std::span<const std::byte> bytes, std::size_t cells)
{
    if (bytes.empty() || (std::to_integer<std::uint8_t>(bytes.front()) & zstdFlag) != 0)
        return false;
    const auto body = bytes.subspan(1);
    switch (codecOf(bytes)) {
    case ColumnCodec::Constant:
        return body.size() == sizeof(double);
    case ColumnCodec::Integers:
    case ColumnCodec::Integers2:
        return readIntegerHead(body, cells).has_value();
    case ColumnCodec::Raw:
    case ColumnCodec::Xor:
        return body.size() == cells * sizeof(double);
    }
    return false;
}

std::vector<std::byte> encodeTimes(std::span<const std::int64_t> times, ColumnPacking packing)
{
    assert(times.size() <= std::numeric_limits<std::uint16_t>::max());
    IntegerColumn column;
    column.base = times.empty() ? 0 : times.front();
    column.values.assign(times.begin(), times.end());
    return encodeIntegers(column, packing);
}

Result<void> decodeTimes(std::span<const std::byte> bytes, std::span<std::int64_t> times)
{
    Bytes buffer;
    const auto body = unpack(bytes, times.size(), buffer);
    if (!body)
        return tl::unexpected(body.error());
    const ColumnCodec codec = codecOf(bytes);
    if (codec != ColumnCodec::Integers && codec != ColumnCodec::Integers2)
        return corrupt("its encoding is none for times");
    const auto column = readIntegers(*body, codec == ColumnCodec::Integers2 ? 2 : 1, times.size());
    if (!column)
        return tl::unexpected(column.error());
    if (column->scale != 0 || !column->specials.empty())
        return corrupt("times are whole milliseconds");
    for (std::size_t i = 0; i < times.size(); ++i)
        times[i] = static_cast<std::int64_t>(column->values[i]);
    return {};
}

} // namespace qd
