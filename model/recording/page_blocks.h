// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/overview.h"
#include "model/recording/recording_reader.h"
#include "model/series/block.h"

#include <mutex>

namespace qd::recording {

/// The blocks of one page, by the place of their series in the overview's group; null where there is none or it
/// was damaged.
struct PageBlocks
{
    std::vector<std::shared_ptr<const Block>> blocks;
    std::size_t bytes = 0;             ///< when all of them are unpacked
    std::optional<RecordingLoss> loss; ///< what of it could not be read
};

/// Reads pages of a recording, and keeps the few that were read last for those that read cell by cell. Any
/// thread.
class PageLoader
{
public:
    PageLoader(std::shared_ptr<const mcap::Reader> file, std::shared_ptr<const Overview> overview);

    /// A page, read from the file each time; its columns are unpacked as they are read. Never null.
    [[nodiscard]] std::shared_ptr<const PageBlocks> load(std::size_t group, std::size_t page) const;
    /// The same, from those kept where it is among them.
    [[nodiscard]] std::shared_ptr<const PageBlocks> recent(std::size_t group, std::size_t page) const;

private:
    struct Recent
    {
        std::size_t group = 0;
        std::size_t page = 0;
        std::shared_ptr<const PageBlocks> blocks;
    };

    std::shared_ptr<const mcap::Reader> m_file;
    std::shared_ptr<const Overview> m_overview;
    std::vector<std::map<std::uint32_t, std::size_t>> m_places; ///< by group: from a series' id to its place
    mutable std::mutex m_mutex;                                 ///< guards m_recent
    mutable std::vector<Recent> m_recent;                       ///< the one used last in front
};

/// A block whose cells are still in the file: pictures are drawn from the overview's nodes, and who asks for cells
/// gets them read. Columns narrower than a node show the node.
class FileBlock final : public Block
{
public:
    FileBlock(std::shared_ptr<const PageLoader> loader, std::size_t group, std::size_t page, std::size_t series,
              const std::vector<PyramidNode> &nodes);

    [[nodiscard]] double value(int cell) const override;
    void copy(int from, int to, double *out) const override;
    void summarise(int from, int to, ColumnSummary &into) const override;
    [[nodiscard]] std::size_t bytes() const override { return sizeof(*this); }

private:
    std::shared_ptr<const PageLoader> m_loader;
    std::size_t m_group;
    std::size_t m_page;
    std::size_t m_series;
    std::array<PyramidNode, static_cast<std::size_t>(overviewNodes)> m_nodes{};
};

} // namespace qd::recording
