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
    return finding.severity == Severity::Critical || finding.severity == Severity::Warning;
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
        row->addWidget(m_purge);
        row->addWidget(m_chart);
        row->addStretch(1);
        column->addWidget(m_title);
        column->addWidget(m_detail);
        column->addLayout(row);
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
        m_chart->setAccessibleName(tr("Show the chart of: %1").arg(finding.title));
        setAccessibleName(finding.title);
        update();
    }

    void refusePurge(const std::optional<QString> &why)
    {
        m_purge->setEnabled(!why);
        m_purge->setToolTip(why.value_or(QString()));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), theme().tint(m_finding.severity));
        painter.setPen(theme().line);
        painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    }

private:
    Finding m_finding;
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
    m_column->addStretch(1);
    scroll->setWidget(inside);
    outer->addWidget(scroll);
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
