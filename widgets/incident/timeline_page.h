// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"

#include <QtWidgets/QWidget>

#include <optional>

class QLabel;
class QListView;
class QStackedWidget;

namespace qd {

class EntryDelegate;
class EntryDetail;
class EntryFilter;
class EntryModel;
class FilterRow;
class NoteLine;

/// The one line of time of an incident: filters, its entries, the whole text of the one that is selected, and a
/// line to write a note in. A click or Return goes to an entry's instant; what is under the mouse or has the
/// keyboard is to be lit in the charts.
class TimelinePage : public QWidget
{
    Q_OBJECT

public:
    explicit TimelinePage(QWidget *parent = nullptr);

    /// Null: none. `at` is the instant on screen.
    void display(const incident::Incident *incident, const EventSnapshot &events, Timestamp at, units::Zone zone);
    void setRefusal(const std::optional<QString> &why);
    /// Shows and selects it, without a step of the playhead; false where it is not of this incident.
    bool select(std::uint64_t seq);
    /// The note was kept.
    void clearNote();
    void focusNote();
    void focusList();
    /// Null where none is selected.
    [[nodiscard]] const incident::Entry *selected() const;
    [[nodiscard]] EntryModel *model() const { return m_model; }
    [[nodiscard]] const EntryDelegate *delegate() const { return m_delegate; }

Q_SIGNALS:
    void instantWanted(qd::Timestamp at);
    void lit(quint64 seq, qd::Timestamp at);
    void unlit();
    void noteGiven(const QString &text);
    void correctionWanted(quint64 seq);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addFilters();
    void addView();
    void addRest();
    void go(const QModelIndex &index);
    void light(const QModelIndex &index);
    void choose(const QModelIndex &index);
    void displaySelected();
    /// What is said of a correction.
    [[nodiscard]] QString noteOf(const incident::Entry &entry) const;
    void fitDetail();
    void followCount();
    [[nodiscard]] const incident::Captured *capturedFor(const incident::Entry &entry) const;
    [[nodiscard]] const incident::Entry *entryAt(const QModelIndex &index) const;

    EntryModel *m_model;
    EntryFilter *m_filter;
    EntryDelegate *m_delegate;
    FilterRow *m_filters = nullptr;
    QStackedWidget *m_stack = nullptr;
    QListView *m_view = nullptr;
    QLabel *m_empty = nullptr;
    EntryDetail *m_detail = nullptr;
    NoteLine *m_note = nullptr;
    std::vector<incident::Captured> m_evidence;
    /// What the detail was made of.
    struct Detailed
    {
        incident::EventRef event;
        QString note;
        std::optional<Timestamp> capturedAt;
        std::optional<QString> refusal;
        bool isCorrectable = false;
        units::Zone zone = units::Zone::Utc;
        friend bool operator==(const Detailed &, const Detailed &) = default;
    };
    std::optional<Detailed> m_detailed;
    bool m_byKeys = false; ///< the list was used with the keyboard last
    std::optional<QString> m_refusal;
    units::Zone m_zone = units::Zone::Utc;
};

} // namespace qd
