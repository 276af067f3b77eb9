// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <QtWidgets/QWidget>

#include <vector>

namespace qd {

/// One trace in a legend.
struct LegendEntry
{
    QString label;
    QString shortLabel; ///< where the whole one has no room; empty = the label
    QString value;      ///< at the crosshair, else the newest
    QColor color;
    bool shown = true;
    int importance = 0; ///< the least important gives way first; of equals the one further left
    QString compared;   ///< the value it is compared with and the difference; empty = nothing to compare with
    friend bool operator==(const LegendEntry &, const LegendEntry &) = default;
};

/// The legend of one chart: swatch, label, value, right-aligned. A click (or Return) isolates a trace, Shift with
/// it toggles; left and right walk along. Where it is narrow, short labels serve; then what matters least goes and
/// "+3" says so, the tool tip which. Walking there with the keyboard brings them.
class LegendBar : public QWidget
{
    Q_OBJECT

public:
    explicit LegendBar(QWidget *parent = nullptr);

    void setEntries(std::vector<LegendEntry> entries);
    /// Figures of a marked span, left of the entries; empty = none.
    void setNote(const QString &note);
    /// Series of the chart's metric that are not drawn; they are counted beside the entries.
    void setOthers(int others);
    [[nodiscard]] const std::vector<LegendEntry> &entries() const { return m_entries; }
    [[nodiscard]] QString note() const { return m_note; }
    /// What it takes to show everything in full, in device-independent pixels.
    [[nodiscard]] int fullWidth() const;
    /// Where an entry is painted; null for one that has no room.
    [[nodiscard]] QRect entryRect(int index) const;
    /// Fonts or colours changed.
    void restyle();

Q_SIGNALS:
    void isolateRequested(int index);
    void toggleRequested(int index);
    /// The count of what is not drawn was clicked.
    void othersRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Slot
    {
        double left = 0;
        double width = 0; ///< 0 = has no room
        QString label;
    };
    void arrange();
    [[nodiscard]] double entryWidth(std::size_t index, const QString &label) const;
    [[nodiscard]] double comparedWidth(std::size_t index) const;
    [[nodiscard]] double noteWidth() const;
    [[nodiscard]] std::vector<std::size_t> byImportance() const;
    void choose(double room);
    void place();
    [[nodiscard]] int entryAt(QPoint pos) const;
    [[nodiscard]] int hiddenEntries() const;
    [[nodiscard]] QString hiddenWords() const;
    [[nodiscard]] QString moreText() const;
    [[nodiscard]] QRectF moreRect() const;
    void paintEntry(QPainter &painter, std::size_t index) const;
    void paintNote(QPainter &painter) const;
    void step(int direction);
    void request(int index, Qt::KeyboardModifiers modifiers);
    void describe();

    std::vector<LegendEntry> m_entries;
    std::vector<double> m_valueWidths; ///< widest seen, so that the bar does not dance
    std::vector<double> m_comparedWidths;
    std::vector<Slot> m_slots;
    QString m_note;
    int m_others = 0;
    int m_hovered = -1;
    int m_current = 0; ///< under the keyboard
};

} // namespace qd
