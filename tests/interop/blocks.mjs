// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of a recording, unpacked as docs/recording-format.md describes them and from nothing else: what is hard to
// write here is described badly there.

export const staleBits = 0x7ff0000000000002n;
export const absentBits = 0x7ff0000000000a85n;

const headBytes = 32;
const packedFlag = 0x80;
const encoding = { raw: 0, constant: 1, integers: 2, line: 3, xor: 4 };

function viewOf(bytes) {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function expect(condition, what) {
    if (!condition)
        throw new Error(`not a block: ${what}`);
}

/** The head of a block and its column, still packed. */
export function readBlock(bytes) {
    expect(bytes.length > headBytes, 'it is too short');
    const view = viewOf(bytes);
    const block = {
        group: view.getUint32(0, true),
        series: view.getUint32(4, true),
        first: view.getBigInt64(8, true),
        last: view.getBigInt64(16, true),
        count: view.getUint32(24, true),
        column: bytes.subarray(headBytes),
    };
    expect(view.getUint32(28, true) === 0, 'its reserved bytes are not 0');
    expect(block.count >= 1 && block.count <= 65535, `${block.count} cells`);
    return block;
}

/** The byte that says how the column is written, flag of its packing included. */
export function encodingOf(column) {
    return column[0];
}

/** Lowest byte of every value, then the second of every value, and so on. */
function readPlanes(bytes, planes, count) {
    expect(bytes.length === planes * count, `${bytes.length} bytes in ${planes} planes of ${count} cells`);
    const values = new BigUint64Array(count);
    for (let plane = 0; plane < planes; ++plane) {
        const shift = BigInt(8 * plane);
        for (let i = 0; i < count; ++i)
            values[i] |= BigInt(bytes[plane * count + i]) << shift;
    }
    return values;
}

function unzigzag(residual) {
    return (residual >> 1n) ^ -(residual & 1n);
}

/** {scale, runs, values: BigInt64Array} of an integer column. */
function readIntegers(body, count, byLine) {
    const view = viewOf(body);
    const scale = view.getUint8(0);
    const planes = view.getUint8(1);
    expect(scale <= 9 && planes <= 8, `scale ${scale}, ${planes} planes`);
    let at = 4;
    const runs = [];
    for (let i = view.getUint16(2, true); i > 0; --i, at += 12) {
        const run = { begin: view.getUint16(at, true), length: view.getUint16(at + 2, true),
                      bits: view.getBigUint64(at + 4, true) };
        expect(run.begin + run.length <= count, 'a run reaches past its end');
        runs.push(run);
    }
    let before = view.getBigInt64(at, true);
    const residuals = readPlanes(body.subarray(at + 8), planes, count);
    const values = new BigInt64Array(count);
    let step = 0n;
    for (let i = 0; i < count; ++i) {
        values[i] = BigInt.asIntN(64, before + step + unzigzag(residuals[i]));
        step = byLine && i > 0 ? values[i] - before : 0n;
        before = values[i];
    }
    return { scale, runs, values };
}

function bitsOfIntegers({ scale, runs, values }) {
    const cells = new Float64Array(values.length);
    for (let i = 0; i < cells.length; ++i)
        cells[i] = Number(values[i]) / 10 ** scale;
    const bits = new BigUint64Array(cells.buffer);
    for (const run of runs)
        bits.fill(run.bits, run.begin, run.begin + run.length);
    return bits;
}

function bitsOfXor(body, count) {
    const bits = readPlanes(body, 8, count);
    for (let i = 1; i < count; ++i)
        bits[i] ^= bits[i - 1];
    return bits;
}

function bitsOfDoubles(body, count, constant) {
    expect(body.length === 8 * (constant ? 1 : count), `${body.length} bytes of doubles`);
    const view = viewOf(body);
    return BigUint64Array.from({ length: count }, (_, i) => view.getBigUint64(constant ? 0 : 8 * i, true));
}

function bodyOf(column, unzstd) {
    const body = column.subarray(1);
    return column[0] & packedFlag ? unzstd(body) : body;
}

/** The bits of the doubles of a column. `unzstd` unpacks one zstd frame. */
export function decodeColumn(column, count, unzstd) {
    const body = bodyOf(column, unzstd);
    switch (column[0] & ~packedFlag) {
    case encoding.raw: return bitsOfDoubles(body, count, false);
    case encoding.constant: return bitsOfDoubles(body, count, true);
    case encoding.integers: return bitsOfIntegers(readIntegers(body, count, false));
    case encoding.line: return bitsOfIntegers(readIntegers(body, count, true));
    case encoding.xor: return bitsOfXor(body, count);
    default: throw new Error(`encoding ${column[0]} is not known`);
    }
}

/** The times of a time column, milliseconds since 1970. */
export function decodeTimes(column, count, unzstd) {
    const kind = column[0] & ~packedFlag;
    expect(kind === encoding.integers || kind === encoding.line, `times in encoding ${kind}`);
    const { scale, runs, values } = readIntegers(bodyOf(column, unzstd), count, kind === encoding.line);
    expect(scale === 0 && runs.length === 0, 'times with a scale or runs');
    return values;
}
