// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/alert_detail.h"

#include "model/alerts/silence.h"
#include "widgets/query/answer_graph.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

using alerts::AlertRecord;
using alerts::Standing;

constexpr std::size_t shownFirings = 3;
constexpr int graphHeight = 130;
constexpr int narrowest = 680;
constexpr int longestComment = 500;

QLabel *wrapped(const QString &look, const QString &name, QWidget *parent)
{
    QLabel *label = plainLabel({}, look, parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QPushButton *quietButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

/// A row with its name at the left.
template <typename Item>
void addNamed(QGridLayout *grid, const QString &name, Item *item)
{
    const int row = grid->rowCount();
    // Beside text that wraps it stands at the first line, beside a field in its middle.
    constexpr bool isText = std::is_same_v<Item, QLabel>;
    grid->addWidget(plainLabel(name, QStringLiteral("section"), grid->parentWidget()), row, 0,
                    isText ? Qt::AlignTop : Qt::AlignVCenter);
    if constexpr (std::is_base_of_v<QLayout, Item>)
        grid->addLayout(item, row, 1);
    else
        grid->addWidget(item, row, 1);
}

Severity severityOf(const AlertRecord &alert)
{
    if (alert.standing == Standing::Resolved || alert.severity == u"info")
        return Severity::Ok;
    if (alert.standing == Standing::Firing)
        return alerts::isPaging(alert.severity) ? Severity::Critical : Severity::Warning;
    return alert.standing == Standing::Pending ? Severity::Warning : Severity::Unknown;
}

QString standingWords(const AlertRecord &alert, Timestamp at, units::Zone zone)
{
    const QString since = AlertDetail::tr("since %1, for %2")
                              .arg(units::dateClock(alert.since, zone), units::duration(at - alert.since));
    switch (alert.standing) {
    case Standing::Pending:
        return AlertDetail::tr("Pending %1").arg(since);
    case Standing::Firing:
        return AlertDetail::tr("Firing %1").arg(since);
    case Standing::Unknown:
        return AlertDetail::tr("Unknown (was firing) %1: its series are gone").arg(since);
    case Standing::Resolved:
        break;
    }
    return AlertDetail::tr("Resolved %1").arg(since);
}

QString valueWords(const AlertRecord &alert)
{
    const QJsonValue value = alert.newest.body.value(u"value");
    return value.isDouble() ? AlertDetail::tr(" · value %1").arg(units::number(value.toDouble())) : QString();
}

QString labelWords(const Labels &labels)
{
    QStringList parts;
    for (const auto &[name, value] : labels.pairs())
        if (name != "alertname")
            parts << QStringLiteral("%1=%2").arg(QString::fromStdString(name), QString::fromStdString(value));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

AlertDetail::AlertDetail(QString alert, const QString &place, Gateway *gateway, Playhead &playhead,
                         QWidget *parent)
    : QDialog(parent)
    , m_alert(std::move(alert))
    , m_gateway(gateway)
{
    setObjectName(QStringLiteral("alertDetail"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Alert on %1").arg(place));
    setMinimumWidth(narrowest);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(8);
    buildState(column, place);
    m_graph = new AnswerGraph(&playhead, this);
    m_graph->setObjectName(QStringLiteral("alertGraph"));
    m_graph->setFixedHeight(graphHeight);
    column->addWidget(m_graph);
    buildNext(column);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    buildFacts(grid);
    buildActs(grid);
    auto *close = quietButton(tr("Close"), QStringLiteral("closeAlert"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    m_told = wrapped(QStringLiteral("small"), QStringLiteral("alertTold"), this);
    auto *row = new QHBoxLayout;
    row->addWidget(m_told, 1);
    row->addWidget(close);
    column->addLayout(row);
}

void AlertDetail::buildState(QVBoxLayout *column, const QString &place)
{
    m_title = new StateLabel(this);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto *pill = new Pill(this);
    pill->display(place, Pill::Tone::Inverse);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(pill);
    column->addLayout(head);
    m_standing = wrapped({}, QStringLiteral("alertStanding"), this);
    m_labels = wrapped(QStringLiteral("small"), QStringLiteral("alertLabels"), this);
    m_flags = wrapped(QStringLiteral("small"), QStringLiteral("alertFlags"), this);
    m_description = wrapped({}, QStringLiteral("alertDescription"), this);
    for (QLabel *label : {m_standing, m_description, m_labels, m_flags})
        column->addWidget(label);
}

void AlertDetail::buildNext(QVBoxLayout *column)
{
    column->addWidget(plainLabel(tr("Do next"), QStringLiteral("section"), this));
    m_advice = wrapped({}, QStringLiteral("alertAdvice"), this);
    column->addWidget(m_advice);
    m_purge = quietButton({}, QStringLiteral("alertPurge"), this);
    m_purge->setProperty("look", QStringLiteral("primary"));
    m_purge->hide();
    m_chart = quietButton(tr("Show chart"), QStringLiteral("alertChart"), this);
    m_query = quietButton(tr("Graph its expression"), QStringLiteral("alertQuery"), this);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {m_purge, m_chart, m_query})
        row->addWidget(button);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_purge, &QPushButton::clicked, this, &AlertDetail::purgeWanted);
    connect(m_chart, &QPushButton::clicked, this, [this] {
        if (m_chartKind)
            Q_EMIT chartWanted(*m_chartKind);
    });
    connect(m_query, &QPushButton::clicked, this, [this] { Q_EMIT queryWanted(m_expression->text()); });
}

void AlertDetail::buildFacts(QGridLayout *grid)
{
    m_expression = wrapped({}, QStringLiteral("alertExpression"), this);
    m_expression->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_firings = wrapped({}, QStringLiteral("alertFirings"), this);
    addNamed(grid, tr("Rule"), m_expression);
    addNamed(grid, tr("Past firings"), m_firings);
}

void AlertDetail::buildActs(QGridLayout *grid)
{
    m_comment = new QLineEdit(this);
    m_comment->setObjectName(QStringLiteral("alertComment"));
    m_comment->setMaxLength(longestComment);
    m_comment->setPlaceholderText(tr("What are you doing about it? (not required)"));
    m_comment->setAccessibleName(tr("Comment"));
    m_acknowledge = quietButton(tr("Acknowledge"), QStringLiteral("alertAcknowledge"), this);
    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_comment, 1);
    first->addWidget(m_acknowledge);
    addNamed(grid, tr("Acknowledge"), first);
    buildSilence(grid);
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertDetail::acknowledge);
    connect(m_comment, &QLineEdit::returnPressed, this, &AlertDetail::acknowledge);
}

void AlertDetail::buildSilence(QGridLayout *grid)
{
    m_matchers = new QLineEdit(this);
    m_matchers->setObjectName(QStringLiteral("silenceMatchers"));
    m_matchers->setAccessibleName(tr("Matchers"));
    m_length = new QComboBox(this);
    m_length->setObjectName(QStringLiteral("silenceLength"));
    m_length->setAccessibleName(tr("For how long"));
    for (const auto &[words, minutes] :
         {std::pair(tr("30 minutes"), 30), std::pair(tr("2 hours"), 120), std::pair(tr("8 hours"), 480),
          std::pair(tr("1 day"), 1440), std::pair(tr("7 days"), 10080)})
        m_length->addItem(words, minutes);
    m_length->setCurrentIndex(1);
    m_silence = quietButton({}, QStringLiteral("alertSilence"), this);
    auto *second = new QHBoxLayout;
    second->setSpacing(8);
    m_preview = wrapped(QStringLiteral("small"), QStringLiteral("silencePreview"), this);
    second->addWidget(m_preview, 1);
    second->addWidget(m_length);
    second->addWidget(m_silence);
    addNamed(grid, tr("Silence"), m_matchers);
    grid->addLayout(second, grid->rowCount(), 1);
    connect(m_silence, &QPushButton::clicked, this, &AlertDetail::silence);
    connect(m_matchers, &QLineEdit::textChanged, this, &AlertDetail::previewSilence);
    connect(m_length, &QComboBox::currentIndexChanged, this, &AlertDetail::previewSilence);
}

void AlertDetail::showAlert(const AlertView &view)
{
    m_view = view;
    m_graph->setZone(view.zone);
    const AlertRecord *record = view.book->find(m_alert);
    m_mayAcknowledge = record && record->isFiring() && !record->acknowledged;
    if (!record) {
        m_title->display(Severity::Unknown, tr("The log knew nothing of it then"));
        m_standing->setText({});
    } else {
        const QString summary = record->annotation(QStringLiteral("summary"));
        m_title->display(severityOf(*record), summary.isEmpty() ? record->name : summary);
        m_standing->setText(record->name + u' ' + QStringLiteral("· ") +
                            standingWords(*record, view.at, view.zone) + valueWords(*record));
        const QString description = record->annotation(QStringLiteral("description"));
        m_description->setText(description);
        m_description->setVisible(!description.isEmpty());
        m_labels->setText(labelWords(record->labels));
        const QString flags = flagWords(*record, *view.book, view.zone);
        m_flags->setText(flags);
        m_flags->setVisible(!flags.isEmpty());
        const QString advice = record->annotation(QStringLiteral("advice"));
        m_advice->setText(advice.isEmpty() ? tr("Its rule gives no advice.") : advice);
        const QString expression = record->expression();
        m_expression->setText(expression);
        m_query->setVisible(!expression.isEmpty());
        m_graph->setVisible(!expression.isEmpty());
        m_chartKind = chartOf(*record);
        m_chart->setVisible(m_chartKind.has_value());
        showFirings(*record, view.zone);
        if (!std::exchange(m_matchersFilled, true)) {
            m_matchers->setText(alerts::AlertMatchers::textFor(record->labels));
            m_matchers->setCursorPosition(0);
        }
    }
    setRefusal(m_refusal);
    growToText();
}

/// Words that wrap want height, which a window does not give by itself.
void AlertDetail::growToText()
{
    layout()->activate();
    const int width = std::max(this->width(), minimumWidth());
    const int wanted = layout()->totalHeightForWidth(width);
    if (height() < wanted)
        resize(width, wanted);
}

void AlertDetail::showFirings(const AlertRecord &record, units::Zone zone)
{
    QStringList lines;
    for (auto firing = record.firings.rbegin();
         firing != record.firings.rend() && lines.size() < int(shownFirings); ++firing) {
        lines << (firing->to ? tr("%1 – %2, %3")
                                   .arg(units::dateClock(firing->from, zone), units::clock(*firing->to, zone),
                                        units::duration(*firing->to - firing->from))
                             : tr("%1 – still").arg(units::dateClock(firing->from, zone)));
    }
    if (record.firingCount > shownFirings)
        lines << tr("and %1 before").arg(thousands(qint64(record.firingCount - shownFirings)));
    m_firings->setText(lines.isEmpty() ? tr("None.") : lines.join(u'\n'));
}

void AlertDetail::setRetained(std::int64_t retained)
{
    m_purge->setText(tr("Preview purge of %1 retained").arg(thousands(retained)));
    m_purge->setVisible(retained > 0);
}

void AlertDetail::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    const QString tip = why.value_or(QString());
    m_acknowledge->setEnabled(!why && m_mayAcknowledge);
    m_acknowledge->setToolTip(why ? tip : m_mayAcknowledge ? QString() : tr("It does not fire, or somebody did"));
    m_comment->setEnabled(!why); // a silence has one too
    m_purge->setEnabled(!why);
    m_purge->setToolTip(tip);
    previewSilence();
}

void AlertDetail::previewSilence()
{
    m_silence->setText(tr("Silence for %1").arg(m_length->currentText()));
    const auto matchers = alerts::AlertMatchers::parse(m_matchers->text());
    m_silence->setEnabled(matchers && !m_refusal);
    m_silence->setToolTip(m_refusal.value_or(QString()));
    if (!matchers) {
        m_preview->setText(matchers.error().words);
        m_previewed.reset();
        return;
    }
    // A day's log is not walked again ten times a second.
    const Previewed wanted{matchers->text(), m_view.events.newestSeq(),
                           std::chrono::floor<std::chrono::minutes>(m_view.at)};
    if (std::exchange(m_previewed, wanted) == wanted)
        return;
    constexpr Millis day = std::chrono::hours(24);
    const std::size_t count = alerts::firingsWithin(m_view.events, *matchers, m_view.at, day);
    m_preview->setText(
        (leavesOut(m_matchers->text()) ? tr("It does not cover this alert. ") : QString()) +
        (count == 0   ? tr("It would have silenced nothing in the last day.")
         : count == 1 ? tr("It would have silenced one firing in the last day.")
                      : tr("It would have silenced %1 firings in the last day.").arg(thousands(qint64(count)))));
}

/// Matchers that do not take this very alert.
bool AlertDetail::leavesOut(const QString &matchers) const
{
    const auto parsed = alerts::AlertMatchers::parse(matchers);
    const AlertRecord *record = m_view.book ? m_view.book->find(m_alert) : nullptr;
    return parsed && record && !parsed->match(record->labels);
}

void AlertDetail::acknowledge()
{
    if (!m_gateway || !m_acknowledge->isEnabled())
        return;
    m_acknowledge->setEnabled(false);
    m_gateway->acknowledge(m_alert, m_comment->text().trimmed(), this, [this](const Result<bool> &done) {
        done ? tell(tr("Acknowledged. It is not repeated and does not escalate while it goes on."), false)
             : tell(done.error().words, true);
        setRefusal(m_refusal);
    });
}

void AlertDetail::silence()
{
    if (!m_gateway || !m_silence->isEnabled())
        return;
    m_silence->setEnabled(false);
    const SilenceOrder order{m_matchers->text(), std::chrono::minutes(m_length->currentData().toInt()),
                             m_comment->text().trimmed()};
    const QString words = leavesOut(order.matchers)
                              ? tr("Silenced, but not this alert: the matchers do not cover it.")
                              : tr("Silenced. It is still judged and shown; the list has the silence, to end it.");
    m_gateway->silence(order, this, [this, words](const Result<QString> &done) {
        done ? tell(words, false) : tell(done.error().words, true);
        previewSilence();
    });
}

void AlertDetail::tell(const QString &words, bool isError)
{
    m_told->setProperty("look", isError ? QStringLiteral("error") : QStringLiteral("small"));
    m_told->setText(words);
    m_told->ensurePolished();
}

} // namespace qd

#include "moc_alert_detail.cpp"
