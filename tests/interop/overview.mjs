// SPDX-License-Identifier: GPL-3.0-or-later
// The overview at the end of a compacted recording, read as docs/recording-format.md describes it.
import { decodeColumn, decodeTimes } from './blocks.mjs';

const mostCells = 32768;
const rowsOfNode = 256;
const staleFlag = 65536;

class Cursor {
    constructor(bytes) {
        this.bytes = bytes;
        this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.at = 0;
    }
    u8() { return this.view.getUint8(this.at++); }
    u32() { return this.view.getUint32((this.at += 4) - 4, true); }
    i64() { return this.view.getBigInt64((this.at += 8) - 8, true); }
    taken() {
        const length = this.u32();
        return this.bytes.subarray(this.at, (this.at += length));
    }
    json() { return JSON.parse(Buffer.from(this.taken())); }
    list(read) { return Array.from({ length: this.u32() }, () => read(this)); }
    /** A column of any length, in pieces; `decode` unpacks one. */
    column(count, decode) {
        const cells = [];
        while (cells.length < count)
            cells.push(...decode(this.taken(), Math.min(mostCells, count - cells.length)));
        return cells;
    }
}

function doublesOf(bits) {
    return Array.from(new Float64Array(bits.buffer, bits.byteOffset, bits.length));
}

function readPage(cursor, unzstd) {
    const page = { chunk: cursor.u32(), chunks: cursor.u32(), rows: cursor.u32() };
    page.times = cursor.column(page.rows, (bytes, count) => decodeTimes(bytes, count, unzstd));
    return page;
}

function readSeries(cursor, pages, unzstd) {
    const series = { ...cursor.json(), nodesOf: pages.map(() => cursor.u8()) };
    const count = series.nodesOf.reduce((sum, nodes) => sum + nodes, 0);
    const figures = ['min', 'max', 'first', 'last', 'count'].map((name) =>
        [name, cursor.column(count, (bytes, cells) => doublesOf(decodeColumn(bytes, cells, unzstd)))]);
    series.nodes = Array.from({ length: count }, (_, i) => {
        const node = Object.fromEntries(figures.map(([name, cells]) => [name, cells[i]]));
        return { ...node, stale: node.count >= staleFlag, count: node.count % staleFlag };
    });
    return series;
}

function readGroup(cursor, unzstd) {
    const group = { ...cursor.json() };
    group.pages = cursor.list(() => readPage(cursor, unzstd));
    group.gaps = cursor.list(() => ({ begin: cursor.i64(), end: cursor.i64() }));
    group.series = cursor.list(() => readSeries(cursor, group.pages, unzstd));
    return group;
}

/** {groups, eventChunks} of the attachment's bytes. */
export function readOverview(packed, unzstd) {
    const cursor = new Cursor(unzstd(packed));
    const version = cursor.u32();
    if (version !== 1)
        throw new Error(`overview of version ${version}`);
    const groups = cursor.list(() => readGroup(cursor, unzstd));
    const eventChunks = cursor.list(() => cursor.u32());
    if (cursor.at !== cursor.bytes.length)
        throw new Error(`${cursor.bytes.length - cursor.at} bytes behind the overview`);
    return { groups, eventChunks };
}

/** What a node over these cells (numbers; NaN where there is none) must be. */
function nodeOf(cells, stale) {
    const node = { min: NaN, max: NaN, first: NaN, last: NaN, count: 0, stale };
    for (const cell of cells.filter((value) => !Number.isNaN(value))) {
        if (node.count++ === 0)
            node.min = node.max = node.first = cell;
        node.min = cell < node.min ? cell : node.min;
        node.max = cell > node.max ? cell : node.max;
        node.last = cell;
    }
    return node;
}

/**
 * Holds an overview against all samples: `rowsOf(group id)` gives the times of its rows, `cellsOf(group id, series id)`
 * a map from time to {value, stale}. Throws at the first node that says something else; the count of nodes.
 */
export function compareOverview(overview, rowsOf, cellsOf) {
    let compared = 0;
    for (const group of overview.groups) {
        const rows = rowsOf(group.id);
        const times = group.pages.flatMap((page) => page.times);
        if (times.length !== rows.length || times.some((at, row) => at !== rows[row]))
            throw new Error(`overview: other rows in group ${group.id}`);
        for (const series of group.series) {
            const cells = cellsOf(group.id, series.id);
            const nodes = series.nodes.values();
            series.nodesOf.forEach((count, page) => {
                const { times: pageTimes } = group.pages[page];
                for (let node = 0; node < (count || 1); ++node) {
                    const span = pageTimes.slice(node * rowsOfNode, count ? (node + 1) * rowsOfNode : undefined);
                    const there = span.map((at) => cells.get(at)).filter((cell) => cell !== undefined);
                    const expected = nodeOf(there.map((cell) => cell.value), there.some((cell) => cell.stale));
                    const found = count ? nodes.next().value : nodeOf([], false);
                    if (Object.keys(expected).some((name) => !Object.is(expected[name], found[name])))
                        throw new Error(`overview: ${series.name} page ${page} node ${node} is ` +
                                        `${JSON.stringify(found)}, its samples say ${JSON.stringify(expected)}`);
                    compared += count ? 1 : 0;
                }
            });
        }
    }
    return compared;
}
