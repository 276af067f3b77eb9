// SPDX-License-Identifier: GPL-3.0-or-later
// read_recording.mjs indexed|stream FILE: every sample of a recording as text on stdout, what was met on the way as a
// line of JSON on stderr. The container is read by @mcap/core alone: by the index at the end, or from front to back
// as far as the file goes.
import { McapIndexedReader, McapStreamReader } from '@mcap/core';
import { decompress } from 'fzstd';
import { open, readFile } from 'node:fs/promises';
import { absentBits, decodeColumn, decodeTimes, encodingOf, readBlock, staleBits } from './blocks.mjs';
import { compareOverview, readOverview } from './overview.mjs';

const decompressHandlers = { zstd: (bytes) => decompress(bytes) };
const topics = { group: '/groups', series: '/series', blocks: '/blocks', events: '/events' };

/** JSON with the members of every object in the order of their names. */
function canonical(value) {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
        return JSON.stringify(value);
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${members.join(',')}}`;
}

function numberOf(bits) {
    return new Float64Array(BigUint64Array.of(bits).buffer)[0];
}

function byBytes(a, b) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Gathers samples from messages in any order that keeps equal times as they stand in the file. */
class Recording {
    groups = new Map(); // id → {text, last, times, rows, series: Map(id → {text, cells: Map(time → bits)})}
    events = [];
    met = { messages: 0, encodings: {}, stale: 0, absent: 0, rowsTwice: 0, metadata: {}, schemas: {} };

    take(topic, data) {
        ++this.met.messages;
        switch (topic) {
        case topics.group: return this.takeGroup(JSON.parse(Buffer.from(data)));
        case topics.series: return this.takeSeries(JSON.parse(Buffer.from(data)));
        case topics.events: return this.takeEvent(Buffer.from(data).toString());
        case topics.blocks: return this.takeBlock(readBlock(data));
        default: return undefined; // a later kind of message
        }
    }

    takeGroup({ id, kind, name, target, interval_ms }) {
        if (!this.groups.has(id))
            this.groups.set(id, { text: canonical({ kind, name, target, interval_ms }), last: null, rows: [],
                                  times: new Map(), series: new Map() });
    }

    takeSeries({ id, group, name, labels, type }) {
        const { series } = this.groups.get(group);
        if (!series.has(id))
            series.set(id, { text: canonical({ name, labels, type }), cells: new Map() });
    }

    takeEvent(text) {
        const event = JSON.parse(text);
        if (typeof event.at !== 'number' || typeof event.kind !== 'number' || typeof event.origin !== 'string')
            throw new Error(`not an event: ${text}`);
        this.events.push(text);
    }

    takeBlock(block) {
        const key = `${encodingOf(block.column)}`;
        this.met.encodings[key] = (this.met.encodings[key] ?? 0) + 1;
        const group = this.groups.get(block.group);
        const rows = `${block.first} ${block.last} ${block.count}`;
        if (block.series === 0)
            group.times.set(rows, this.rowsOf(group, decodeTimes(block.column, block.count, decompress)));
        else
            this.takeCells(group.series.get(block.series), group.times.get(rows),
                           decodeColumn(block.column, block.count, decompress));
    }

    /** The times of those rows that are later than all before; null for the others, which stand there twice. */
    rowsOf(group, times) {
        return Array.from(times, (at) => {
            if (group.last !== null && at <= group.last) {
                ++this.met.rowsTwice;
                return null;
            }
            group.rows.push(at);
            return (group.last = at);
        });
    }

    takeCells(series, rows, bits) {
        for (let i = 0; i < bits.length; ++i) {
            this.met.stale += bits[i] === staleBits ? 1 : 0;
            this.met.absent += bits[i] === absentBits ? 1 : 0;
            if (rows[i] !== null && bits[i] !== absentBits)
                series.cells.set(rows[i], bits[i]);
        }
    }

    linesOf(series) {
        return Array.from(series.cells, ([at, bits]) => `${at} ${bits.toString(16).padStart(16, '0')}`);
    }

    /** Throws where the overview says something else than the samples. */
    compare(overview) {
        const cellsOf = (group, series) => new Map(Array.from(
            this.groups.get(group).series.get(series).cells,
            ([at, bits]) => [at, { value: numberOf(bits), stale: bits === staleBits }]));
        this.met.nodes = compareOverview(overview, (group) => this.groups.get(group).rows, cellsOf);
    }

    text() {
        const lines = [];
        for (const group of [...this.groups.values()].sort((a, b) => byBytes(a.text, b.text))) {
            lines.push(`group ${group.text}`);
            for (const series of [...group.series.values()].sort((a, b) => byBytes(a.text, b.text)))
                lines.push(`series ${series.text}`, ...this.linesOf(series));
        }
        lines.push(...this.events.sort(byBytes).map((event) => `event ${event}`));
        return lines.join('\n') + '\n';
    }
}

async function readIndexed(path, recording) {
    const file = await open(path);
    const readable = {
        size: async () => BigInt((await file.stat()).size),
        read: async (offset, length) => {
            const { buffer } = await file.read(Buffer.alloc(Number(length)), 0, Number(length), Number(offset));
            return new Uint8Array(buffer);
        },
    };
    const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
    for await (const metadata of reader.readMetadata())
        recording.met.metadata[metadata.name] = Object.fromEntries(metadata.metadata);
    for (const schema of reader.schemasById.values())
        recording.met.schemas[schema.name] = schema.encoding;
    let overview;
    for await (const attachment of reader.readAttachments({ name: 'quarterdeck.overview', validateCrcs: true }))
        overview = readOverview(attachment.data, decompress);
    for await (const message of reader.readMessages({ validateCrcs: true }))
        recording.take(reader.channelsById.get(message.channelId).topic, message.data);
    if (overview)
        recording.compare(overview);
    recording.met.counted = Number(reader.statistics.messageCount);
    await file.close();
}

async function readStream(path, recording) {
    const reader = new McapStreamReader({ decompressHandlers, validateCrcs: true });
    reader.append(await readFile(path));
    const channels = new Map();
    for (let record; (record = reader.nextRecord());) {
        if (record.type === 'Channel')
            channels.set(record.id, record.topic);
        else if (record.type === 'Schema')
            recording.met.schemas[record.name] = record.encoding;
        else if (record.type === 'Metadata')
            recording.met.metadata[record.name] = Object.fromEntries(record.metadata);
        else if (record.type === 'Message')
            recording.take(channels.get(record.channelId), record.data);
    }
    recording.met.complete = reader.done();
}

const [how, path] = process.argv.slice(2);
const recording = new Recording();
await (how === 'indexed' ? readIndexed : readStream)(path, recording);
process.stdout.write(recording.text());
process.stderr.write(`${JSON.stringify(recording.met)}\n`);
