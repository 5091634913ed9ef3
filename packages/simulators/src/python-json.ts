import { JsonNumber } from './json-in-order.ts'

/**
 * JSON as Python's `json.dumps` writes it by default: `", "` and `": "` between things, everything beyond
 * ASCII as `\uXXXX` (pairs of surrogates where needed), and floats told from integers. SeaTable signs
 * exactly these bytes, which `JSON.stringify` never gives back.
 */

/** A Python float: 5 written as `5.0`. A JavaScript number that is whole is otherwise taken for an int. */
export class PythonFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PythonFloat
  | JsonNumber
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>
  | { readonly [key: string]: PythonValue }

/** What `json.dumps(value)` returns. */
export function pythonJson(value: PythonValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(value) : float(value)
  if (value instanceof PythonFloat) return float(value.value)
  if (value instanceof JsonNumber) return read(value)
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`
  return `{${(value instanceof Map ? [...value] : Object.entries(value))
    .map(([key, member]) => `${quote(key)}: ${pythonJson(member)}`)
    .join(', ')}}`
}

/** What `json.loads` makes of a number: an int of any length where it has neither fraction nor exponent. */
function read({ text }: JsonNumber): string {
  if (!/^-?\d+$/.test(text)) return float(Number(text))
  return text === '-0' ? '0' : text
}

function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value)
}

/** An int knows no negative zero. */
function integer(value: number): string {
  return (value === 0 ? 0 : value).toString()
}

const named = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\b', '\\b'],
])

/** Everything outside printable ASCII is escaped, DEL included; by UTF-16 unit, so that pairs come out as two. */
function quote(text: string): string {
  const escaped = text.replace(
    /["\\]|[^ -~]/g,
    (unit) => named.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

/**
 * Python's `repr` of a float. Both languages print the shortest digits that read back the same; they differ
 * in when they turn to an exponent (Python below 1e-4 and from 1e16 on) and in how they write it (`1e-05`).
 */
function float(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) {
    const plain = value.toString()
    return plain.includes('.') ? plain : `${plain}.0`
  }
  const digits = Math.abs(exponent).toString().padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
}
