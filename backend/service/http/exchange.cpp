// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/exchange.h"

#include "backend/service/http/problem.h"

#include <atomic>

namespace sessiond::http {

struct Reply::State
{
    explicit State(std::shared_ptr<ReplySink> s)
        : sink(std::move(s))
    {}
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        if (!answered.load()) {
            sink->reply(problemResponse(Problem::Internal));
        }
    }

    std::shared_ptr<ReplySink> sink;
    std::atomic<bool> answered{false};
};

Reply::Reply(std::shared_ptr<ReplySink> sink)
    : m_state(std::make_shared<State>(std::move(sink)))
{}

void Reply::operator()(Response response) const
{
    if (!m_state->answered.exchange(true)) {
        m_state->sink->reply(std::move(response));
    }
}

} // namespace sessiond::http
