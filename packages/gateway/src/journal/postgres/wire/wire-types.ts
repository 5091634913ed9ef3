import type pg from 'pg'

const int8 = 20
const integers = new Set([21, 23])
const boolean = 16
const bytea = 17

/**
 * How columns become values: whole numbers as `number` (all of ours are below 2^53: counters, ms and
 * sequence numbers), bytea as bytes, everything else as the text that came.
 */
export const wireTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => {
    if (oid === int8 || integers.has(oid)) return Number
    if (oid === boolean) return (text: string) => text === 't'
    if (oid === bytea) return bytesOf
    return (text: string) => text
  }) as pg.CustomTypesConfig['getTypeParser'],
}

function bytesOf(text: string): Uint8Array {
  const decoded = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength)
}
