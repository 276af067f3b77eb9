// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/source_format.h"

#include "model/recording/mcap_format.h"
#include "model/recording/random_file.h"
#include "model/series/exposition_scanner.h"

#include <algorithm>

namespace qd::exchange {

namespace {

using exposition::Scanner;

constexpr std::size_t headSize = 64U << 10U;
constexpr std::size_t tailSize = 64;

bool contains(std::string_view text, std::string_view word)
{
    return text.find(word) != std::string_view::npos;
}

bool beginsAs(std::string_view text, std::string_view magic)
{
    return text.starts_with(magic);
}

std::string_view mcapMagic()
{
    return {reinterpret_cast<const char *>(mcap::magic.data()), mcap::magic.size()};
}

/// Why a text is none that can be read; empty when nothing speaks against it.
QString unreadableWords(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.empty())
        return QStringLiteral("it is empty");
    if (beginsAs(head, mcapMagic()))
        return QStringLiteral("it is a recording already: open it as it is");
    if (beginsAs(head, "\x1f\x8b"sv) || beginsAs(head, "\x28\xb5\x2f\xfd"sv) || beginsAs(head, "BZh"sv) ||
        beginsAs(head, "\xfd"
                       "7zXZ"sv) ||
        beginsAs(head, "PK\x03\x04"sv))
        return QStringLiteral("it is packed: unpack it first");
    if (beginsAs(head, "\xff\xfe"sv) || beginsAs(head, "\xfe\xff"sv))
        return QStringLiteral("it is UTF-16: save it as UTF-8");
    if (head.find('\0') != std::string_view::npos)
        return QStringLiteral("it is not text");
    return {};
}

/// Lines that are neither empty nor a comment, the last of the head left out where it may be cut.
std::string_view firstLine(std::string_view head)
{
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 1, head.size()));
        Scanner scanner(line);
        scanner.skipBlanks();
        if (!scanner.atEnd() && scanner.peek() != '#' && scanner.peek() != '\r')
            return line;
    }
    return {};
}

/// `name{labels} value …`, with the name before the braces or within. Gives the scanner behind the value.
std::optional<Scanner> sampleOf(std::string_view line)
{
    Scanner scanner(line);
    scanner.skipBlanks();
    const bool named = !scanner.metricName().empty();
    const bool gap = scanner.skipBlanks() > 0;
    const bool labelled = scanner.peek() == '{';
    if ((!named && !labelled) || (!gap && !labelled) ||
        (labelled && scanner.labelSet(Scanner::Blanks::Allowed).problem))
        return std::nullopt;
    scanner.skipBlanks();
    return exposition::number(scanner.token()) ? std::optional(scanner) : std::nullopt;
}

/// Timestamps of OpenMetrics are seconds, those of Prometheus text milliseconds: they lie far apart.
bool countsSeconds(Scanner behindValue)
{
    behindValue.skipBlanks();
    const std::string_view token = behindValue.token();
    const auto value = exposition::number(token);
    return value && (contains(token, ".") || *value < 1e11);
}

std::optional<SourceFormat> jsonFormat(std::string_view head)
{
    if (contains(head, "\"resultType\"") || (contains(head, "\"metric\"") && contains(head, "\"values\"")))
        return SourceFormat::RangeJson;
    if (contains(head, "\"alerts\"") || contains(head, "\"startsAt\""))
        return SourceFormat::AlertmanagerJson;
    if (contains(head, "\"time\"") && (contains(head, "\"text\"") || contains(head, "\"tags\"")))
        return SourceFormat::GrafanaJson;
    return std::nullopt;
}

bool hasDescriptor(std::string_view head)
{
    return beginsAs(head, "# HELP ") || beginsAs(head, "# TYPE ") || beginsAs(head, "# UNIT ") ||
           contains(head, "\n# TYPE ") || contains(head, "\n# HELP ");
}

std::optional<SourceFormat> textFormat(std::string_view head, std::string_view tail)
{
    const std::string_view line = firstLine(head);
    if (line.starts_with('[') || (line.starts_with('{') && !sampleOf(line)))
        return jsonFormat(head);
    while (tail.ends_with('\n') || tail.ends_with('\r'))
        tail.remove_suffix(1);
    const bool open = tail == "# EOF" || tail.ends_with("\n# EOF");
    const auto sample = sampleOf(line);
    if (sample && line.starts_with('{'))
        return SourceFormat::TsdbDump;
    if (!sample && !open && !hasDescriptor(head))
        return SourceFormat::Csv;
    return open || (sample && countsSeconds(*sample)) ? SourceFormat::OpenMetrics : SourceFormat::PrometheusText;
}

std::string textOf(const std::vector<std::byte> &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace

Result<SourceFormat> formatOf(const QString &path)
{
    const auto file = RandomFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const std::uint64_t size = (*file)->size();
    const auto headBytes = (*file)->read(0, std::min<std::uint64_t>(headSize, size));
    if (!headBytes)
        return tl::unexpected(headBytes.error());
    const auto tailBytes =
        (*file)->read(size - std::min<std::uint64_t>(tailSize, size), std::min<std::uint64_t>(tailSize, size));
    if (!tailBytes)
        return tl::unexpected(tailBytes.error());
    const std::string headText = textOf(*headBytes);
    std::string_view head = headText;
    if (const QString words = unreadableWords(head); !words.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 cannot be imported: %2.").arg(path, words));
    if (head.starts_with("\xEF\xBB\xBF"))
        head.remove_prefix(3);
    if (const auto format = textFormat(head, textOf(*tailBytes)))
        return *format;
    return failure(ErrorCode::Invalid,
                   QStringLiteral("%1 cannot be imported: it is JSON, but no query_range answer, no Alertmanager "
                                  "webhook and no Grafana annotations.")
                       .arg(path));
}

QString formatWords(SourceFormat format)
{
    switch (format) {
    case SourceFormat::OpenMetrics:
        return QStringLiteral("OpenMetrics text");
    case SourceFormat::PrometheusText:
        return QStringLiteral("Prometheus text");
    case SourceFormat::TsdbDump:
        return QStringLiteral("a promtool dump");
    case SourceFormat::RangeJson:
        return QStringLiteral("a query_range answer");
    case SourceFormat::Csv:
        return QStringLiteral("CSV");
    case SourceFormat::AlertmanagerJson:
        return QStringLiteral("an Alertmanager webhook");
    case SourceFormat::GrafanaJson:
        return QStringLiteral("Grafana annotations");
    }
    return {};
}

bool isRecording(const QString &path)
{
    if (path.endsWith(QStringLiteral(".mcap"), Qt::CaseInsensitive))
        return true;
    const auto file = RandomFile::open(path);
    if (!file)
        return false;
    const auto head = (*file)->read(0, std::min<std::uint64_t>(mcap::magic.size(), (*file)->size()));
    return head && textOf(*head) == mcapMagic();
}

} // namespace qd::exchange
