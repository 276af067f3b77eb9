// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/findings_panel.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

bool needsSomebody(const Finding &finding)
{
    return (finding.severity == Severity::Critical || finding.severity == Severity::Warning) && !finding.isMuted;
}

} // namespace

/// One finding, tinted by its state.
class FindingsPanel::Card : public QWidget
{
public:
    explicit Card(FindingsPanel *panel)
        : QWidget(panel)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(14, 10, 14, 10);
        column->setSpacing(5);
        m_title = new StateLabel(this);
        m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        m_detail = plainLabel({}, {}, this);
        m_detail->setWordWrap(true);
        auto *row = new QHBoxLayout;
        row->setSpacing(6);
        m_purge = new QPushButton(this);
        m_purge->setProperty("look", QStringLiteral("primary"));
        m_chart = new QPushButton(tr("Show chart"), this);
        m_acknowledge = new QPushButton(tr("Acknowledge"), this);
        m_acknowledge->setObjectName(QStringLiteral("acknowledge"));
        m_open = new QPushButton(tr("Details…"), this);
        m_open->setObjectName(QStringLiteral("alertDetails"));
        for (QPushButton *button : {m_purge, m_chart, m_acknowledge, m_open}) {
            button->setAutoDefault(false);
            row->addWidget(button);
        }
        row->addStretch(1);
        m_flags = plainLabel({}, QStringLiteral("small"), this);
        m_flags->setObjectName(QStringLiteral("alertFlags"));
        m_flags->setWordWrap(true);
        column->addWidget(m_title);
        column->addWidget(m_detail);
        column->addWidget(m_flags);
        column->addLayout(row);
        QObject::connect(m_acknowledge, &QPushButton::clicked, panel,
                         [this, panel] { Q_EMIT panel->acknowledgeWanted(m_finding.alert); });
        QObject::connect(m_open, &QPushButton::clicked, panel,
                         [this, panel] { Q_EMIT panel->detailsWanted(m_finding.alert); });
        QObject::connect(m_purge, &QPushButton::clicked, panel, &FindingsPanel::purgeWanted);
        QObject::connect(m_chart, &QPushButton::clicked, panel,
                         [this, panel] { Q_EMIT panel->chartWanted(m_finding.chart); });
    }

    void setFinding(const Finding &finding)
    {
        m_finding = finding;
        m_title->display(finding.severity, finding.title);
        m_detail->setText(finding.detail);
        m_detail->setVisible(!finding.detail.isEmpty());
        m_purge->setText(tr("Preview purge of %1 retained").arg(thousands(finding.retained)));
        m_purge->setVisible(finding.offersPurge);
        m_chart->setVisible(needsSomebody(finding) && finding.hasChart);
        m_flags->setText(finding.flags);
        m_flags->setVisible(!finding.flags.isEmpty());
        m_acknowledge->setVisible(finding.mayAcknowledge);
        m_acknowledge->setAccessibleName(tr("Acknowledge: %1").arg(finding.title));
        m_open->setVisible(!finding.alert.isEmpty());
        m_open->setAccessibleName(tr("Details of: %1").arg(finding.title));
        m_chart->setAccessibleName(tr("Show the chart of: %1").arg(finding.title));
        setAccessibleName(finding.title);
        update();
    }

    void refusePurge(const std::optional<QString> &why) { refuse(m_purge, why); }
    void refuseAcknowledge(const std::optional<QString> &why) { refuse(m_acknowledge, why); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), theme().tint(m_finding.isMuted ? Severity::Unknown : m_finding.severity));
        painter.setPen(theme().line);
        painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    }

private:
    static void refuse(QPushButton *button, const std::optional<QString> &why)
    {
        button->setEnabled(!why);
        button->setToolTip(why.value_or(QString()));
    }

    Finding m_finding;
    QLabel *m_flags = nullptr;
    QPushButton *m_acknowledge = nullptr;
    QPushButton *m_open = nullptr;
    StateLabel *m_title = nullptr;
    QLabel *m_detail = nullptr;
    QPushButton *m_purge = nullptr;
    QPushButton *m_chart = nullptr;
};

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_asOf = plainLabel({}, QStringLiteral("held"), this);
    m_asOf->setObjectName(QStringLiteral("findingsAsOf"));
    m_asOf->setContentsMargins(14, 6, 14, 6);
    m_asOf->hide();
    outer->addWidget(m_asOf);
    m_nothing = plainLabel({}, QStringLiteral("muted"), this);
    m_nothing->setObjectName(QStringLiteral("nothingJudged"));
    m_nothing->setContentsMargins(14, 12, 14, 12);
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    outer->addWidget(m_nothing);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("What needs attention"));
    auto *inside = new QWidget(scroll);
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_silences = new QVBoxLayout;
    m_silences->setContentsMargins(14, 10, 14, 10);
    m_silences->setSpacing(6);
    m_column->addLayout(m_silences);
    m_column->addStretch(1);
    scroll->setWidget(inside);
    outer->addWidget(scroll);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(14, 6, 14, 8);
    auto *rules = new QPushButton(tr("Rules…"), this);
    rules->setObjectName(QStringLiteral("openRules"));
    rules->setAutoDefault(false);
    rules->setToolTip(tr("What is judged, and what it would have said over the visible time (Ctrl+R)"));
    connect(rules, &QPushButton::clicked, this, &FindingsPanel::rulesWanted);
    foot->addStretch(1);
    foot->addWidget(rules);
    outer->addLayout(foot);
}

void FindingsPanel::setFindings(const std::vector<Finding> &findings)
{
    if (findings == m_findings) {
        return;
    }
    m_findings = findings;
    while (m_cards.size() > findings.size()) {
        delete m_cards.back();
        m_cards.pop_back();
    }
    while (m_cards.size() < findings.size()) {
        m_cards.push_back(new Card(this));
        m_column->insertWidget(int(m_cards.size()) - 1, m_cards.back());
    }
    for (std::size_t i = 0; i < findings.size(); ++i) {
        m_cards[i]->setFinding(findings[i]);
        m_cards[i]->refusePurge(m_noPurge);
        m_cards[i]->refuseAcknowledge(m_noAcknowledge);
    }
}

void FindingsPanel::setSilences(const std::vector<SilenceRow> &silences)
{
    if (silences == m_shownSilences) {
        return;
    }
    m_shownSilences = silences;
    while (QLayoutItem *item = m_silences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const SilenceRow &silence : silences) {
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *words = new ElidedLabel(line);
        words->setText(silence.words);
        auto *end = new QPushButton(tr("End"), line);
        end->setAutoDefault(false);
        end->setObjectName(QStringLiteral("endSilence"));
        end->setAccessibleName(tr("End: %1").arg(silence.words));
        end->setEnabled(!m_noAcknowledge);
        end->setToolTip(m_noAcknowledge.value_or(QString()));
        connect(end, &QPushButton::clicked, this, [this, id = silence.id] { Q_EMIT silenceEndWanted(id); });
        row->addWidget(words, 1);
        row->addWidget(end);
        m_silences->addWidget(line);
    }
}

void FindingsPanel::setAlertRefusal(const std::optional<QString> &why)
{
    m_noAcknowledge = why;
    for (Card *card : m_cards) {
        card->refuseAcknowledge(why);
    }
    for (auto *end : findChildren<QPushButton *>(QStringLiteral("endSilence"))) {
        end->setEnabled(!why);
        end->setToolTip(why.value_or(QString()));
    }
}

void FindingsPanel::setPurgeRefusal(const std::optional<QString> &why)
{
    m_noPurge = why;
    for (Card *card : m_cards) {
        card->refusePurge(why);
    }
}

void FindingsPanel::setAsOf(const QString &words)
{
    m_asOf->setText(words);
    m_asOf->setVisible(!words.isEmpty());
}

void FindingsPanel::setNothingJudged(const QString &why)
{
    m_nothing->setText(why);
    m_nothing->setVisible(!why.isEmpty());
}

int FindingsPanel::openCount() const
{
    return int(std::ranges::count_if(m_findings, needsSomebody));
}

} // namespace qd

#include "moc_findings_panel.cpp"
