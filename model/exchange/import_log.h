// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qd::exchange {

/// Where something stands in a source, from 1; 0 where it has no such place.
struct Place
{
    std::int64_t line = 0;
    std::int64_t column = 0;
    std::int64_t byte = 0; ///< where lines say nothing
};

/// What can be lost, or be in doubt, on the way from a foreign file into a recording.
enum class LossKind {
    UnreadableLine,
    TooLongLine,
    TornLine, ///< the source ends within it
    NoEnd,    ///< the mark that ends the source is missing
    BadCell,
    BadSample,
    RaggedRow,
    NoTime,
    BadTime,
    Future,
    BeforeEpoch,
    Duplicate,
    Conflict, ///< another value for a series and time that had one
    Exemplar,
    Histogram,
    TextColumn,
    SurplusSeries,
    SurplusEvent,
    DoubleEvent, ///< the same stood there before
    BadSeries,
    BadEvent,
    MixedZones,
    AmbiguousTime,
    MissingTime, ///< a local time that no clock showed
};

/// One kind of loss in one source: how often, and words for people with the place of the first.
struct ImportLoss
{
    std::int64_t count = 0;
    QString words;
};

/// Gathers what an import has to say: losses, counted by kind and source, and notes on what was decided.
class ImportLog
{
public:
    /// What follows is about this source; its name is shown in words.
    void setSource(QString name);

    /// `detail` is said of the first of its kind in the source only.
    void lose(LossKind kind, Place place, std::string_view detail = {}, std::int64_t count = 1);
    /// Nothing is lost, and one should know. The same words are kept once a source.
    void note(const QString &words);

    /// How many lines or rows of the source were left out whole.
    [[nodiscard]] std::int64_t badLines() const { return m_badLines; }
    [[nodiscard]] std::vector<ImportLoss> losses() const;
    /// The losses of the source at hand on one line; empty when there are none.
    [[nodiscard]] QString lastSourceWords() const;
    [[nodiscard]] QStringList notes() const { return m_notes; }

private:
    struct Entry
    {
        LossKind kind{};
        QString source;
        std::int64_t count = 0;
        Place first;
        std::string detail;
    };

    [[nodiscard]] static QString wordsOf(const Entry &entry);

    QString m_source;
    std::vector<Entry> m_entries;
    std::size_t m_ofSource = 0; ///< index of the first entry of the source
    std::int64_t m_badLines = 0;
    QStringList m_notes;
};

} // namespace qd::exchange
