// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/server.h"

#include "backend/service/http/listener.h"
#include "backend/service/http/worker.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace sessiond::http {
namespace {

std::vector<std::unique_ptr<Worker>> makeWorkers(unsigned count)
{
    std::vector<std::unique_ptr<Worker>> workers;
    for (unsigned i = 0; i < std::max(1U, count); ++i) {
        workers.push_back(std::make_unique<Worker>());
    }
    return workers;
}

std::vector<Worker *> pointers(const std::vector<std::unique_ptr<Worker>> &workers)
{
    std::vector<Worker *> all;
    for (const auto &worker : workers) {
        all.push_back(worker.get());
    }
    return all;
}

} // namespace

struct Server::Impl
{
    explicit Impl(ServerConfig c)
        : config(std::move(c))
        , dataWorkers(makeWorkers(config.threads))
        , adminWorkers(makeWorkers(1))
        , dataListener(data, pointers(dataWorkers))
        , adminListener(admin, pointers(adminWorkers))
    {}

    template <typename Visitor>
    void eachWorker(Visitor visit)
    {
        std::for_each(dataWorkers.begin(), dataWorkers.end(), [&](auto &worker) { visit(*worker); });
        std::for_each(adminWorkers.begin(), adminWorkers.end(), [&](auto &worker) { visit(*worker); });
    }

    // The planes outlive the connections that point to them, and those live in the workers.
    ServerConfig config;
    PlaneContext data;
    PlaneContext admin;
    std::vector<std::unique_ptr<Worker>> dataWorkers;
    std::vector<std::unique_ptr<Worker>> adminWorkers;
    Listener dataListener;
    Listener adminListener;
};

Server::Server(ServerConfig config, Application &application)
    : m_impl(std::make_unique<Impl>(std::move(config)))
{
    m_impl->data.plane = Plane::Data;
    m_impl->data.application = &application;
    m_impl->data.maxConnections = m_impl->config.maxConnections;
    m_impl->admin.plane = Plane::Admin;
    m_impl->admin.application = &application;
    m_impl->admin.maxConnections = m_impl->config.maxAdminConnections;
}

Server::~Server()
{
    stop();
}

std::string Server::bind()
{
    const ServerConfig &config = m_impl->config;
    std::string error = m_impl->dataListener.bind(config.dataAddress, config.dataPort);
    if (error.empty()) {
        error = m_impl->adminListener.bind(config.adminAddress, config.adminPort);
    }
    m_impl->data.hosts.emplace(dataPort(), config.dataAddress, config.serverNames);
    m_impl->admin.hosts.emplace(adminPort(), config.adminAddress, config.serverNames);
    return error;
}

void Server::start()
{
    m_impl->eachWorker([](Worker &worker) { worker.run(); });
    m_impl->dataListener.start();
    m_impl->adminListener.start();
}

std::uint16_t Server::dataPort() const
{
    return m_impl->dataListener.port();
}

std::uint16_t Server::adminPort() const
{
    return m_impl->adminListener.port();
}

void Server::drain()
{
    m_impl->data.draining = true;
    m_impl->admin.draining = true;
    m_impl->dataListener.stop();
    m_impl->adminListener.stop();
    m_impl->eachWorker(
        [](Worker &worker) { boost::asio::post(worker.context(), [&worker] { worker.closeIdle(); }); });
}

bool Server::drained() const
{
    return m_impl->data.connections.load() == 0 && m_impl->admin.connections.load() == 0;
}

void Server::stop()
{
    m_impl->eachWorker([](Worker &worker) { worker.stop(); });
}

RequestCells::Totals Server::totals() const
{
    RequestCells::Totals totals;
    m_impl->eachWorker([&](Worker &worker) { worker.cells().addTo(totals); });
    return totals;
}

} // namespace sessiond::http
