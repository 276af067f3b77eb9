// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template.h"

#include "model/rules/template_run.h"
#include "model/rules/template_tree.h"

namespace qd::rules {

Result<Template> Template::parse(std::string text)
{
    if (text.size() > longestTemplate)
        return failure(ErrorCode::TooLarge,
                       QStringLiteral("a template longer than %1 bytes").arg(longestTemplate));
    Template made;
    if (text.find("{{") != std::string::npos) {
        auto nodes = tree::parse(text);
        if (!nodes)
            return tl::unexpected(nodes.error());
        made.m_nodes = std::make_shared<const tree::Nodes>(std::move(*nodes));
    }
    made.m_text = std::move(text);
    return made;
}

Template Template::plain(std::string text)
{
    Template made;
    made.m_text = std::move(text);
    return made;
}

Result<std::string> Template::expand(const TemplateData &data, const TemplateQuery &query) const
{
    return m_nodes ? tree::expanded(*m_nodes, m_text, data, query) : Result<std::string>(m_text);
}

} // namespace qd::rules
