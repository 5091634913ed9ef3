import type { CelEnv, CelList, CelUint, CelValue } from '@bufbuild/cel'
import { joined } from './cel-input.ts'
import { charge, goOn } from './evaluation.ts'
import { equality } from './metered-equality.ts'
import { holds } from './two-way.ts'

type Cel = typeof import('@bufbuild/cel')

/** What the planner binds a call to. */
interface Callee {
  call(id: number, target: CelValue | undefined, args: readonly CelValue[]): unknown
}

/** The name of a call that stands before each turn of a macro, and hands on whether there is one. */
export const turnName = '@turn'

/** Any call, and a turn of a macro; measured. */
const callUnits = 30
const turnUnits = 30

/**
 * CEL's functions, each counted before it is called, by the length of what it goes through. Those of which CEL's own
 * take more than that are ours: `contains`, `size` of a text, lists that are joined or compared, integers out of long
 * texts; and integers are compared with doubles as they are, not rounded first.
 */
export function metered(cel: Cel): CelEnv {
  const env = cel.celEnv()
  const known = new Map<string, Callee | undefined>([[turnName, turn]])
  const equals = env.funcs.find('_==_') as Callee
  const find = (name: string): Callee | undefined => {
    if (known.has(name)) return known.get(name)
    const base = env.funcs.find(name) as Callee | undefined
    const callee = base && callOf(name, base, cel, equals)
    known.set(name, callee)
    return callee
  }
  const { namespace, registry, variables } = env
  return { namespace, registry, variables, funcs: { find } } as unknown as CelEnv
}

const turn: Callee = {
  call(_id, _target, args) {
    charge(turnUnits)
    return args[0]
  },
}

function callOf(name: string, base: Callee, cel: Cel, equals: Callee): Callee {
  const own = ours(name, cel, equals)
  const costs = costOf(name)
  return {
    call(id, target, args) {
      charge(callUnits + costs(target, args))
      const result = own?.(target, args) ?? base.call(id, target, args)
      goOn()
      return result
    },
  }
}

type Cost = (target: CelValue | undefined, args: readonly CelValue[]) => number

/** A comparison ends with the shorter text, and takes 16 units of one in a ns. */
const compared: Cost = (_target, [one, other]) => Math.min(lengthOf(one), lengthOf(other)) >> 6

/** What is made, or gone through unit by unit. */
const whole: Cost = (target, args) => {
  let length = lengthOf(target)
  for (const one of args) length += lengthOf(one)
  return length >> 1
}

const costs: Readonly<Record<string, Cost>> = {
  startsWith: (target, [prefix]) => compared(undefined, [target ?? null, prefix ?? null]),
  endsWith: (target, [suffix]) => compared(undefined, [target ?? null, suffix ?? null]),
  // Compiling takes 5 µs a unit of the pattern, and each unit of the text up to 130 ns for a pattern of 128.
  matches: (target, args) => {
    const pattern = lengthOf(args.at(-1))
    return 600 * pattern + lengthOf(target ?? args[0]) * (8 + (pattern >> 3))
  },
  timestamp: (target, args) => 3_000 + whole(target, args),
}
for (const name of ['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in'])
  Object.assign(costs, { [name]: compared })

/** With a time zone each of these makes a calendar: 200 µs. */
const dearCalendar: Cost = (_target, args) => (args.length > 0 ? 20_000 : 500)

function costOf(name: string): Cost {
  return costs[name] ?? (name.startsWith('get') ? dearCalendar : whole)
}

function lengthOf(value: CelValue | undefined): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0
}

type Own = (target: CelValue | undefined, args: readonly CelValue[]) => unknown

/** What takes the place of CEL's; its `undefined` leaves a call to that. */
function ours(name: string, cel: Cel, equals: Callee): Own | undefined {
  switch (name) {
    case '_==_':
    case '_!=_':
    case '@in':
      return equality(name, cel, (one, other) => equals.call(0, undefined, [one, other]) === true)
    case 'contains':
      return (target, [needle, more]) =>
        typeof target === 'string' && typeof needle === 'string' && more === undefined
          ? holds(target, needle)
          : undefined
    case 'size':
      return (target, args) => {
        const text = target === undefined && args.length === 1 ? args[0] : target
        return typeof text === 'string' && args.length <= 1 ? BigInt(codePoints(text)) : undefined
      }
    case '_+_':
      return (_target, [one, other]) =>
        cel.isCelList(one) && cel.isCelList(other) ? joined(one as CelList, other as CelList) : undefined
    case 'int':
    case 'uint':
      return (_target, [text]) =>
        typeof text === 'string' && text.length > longestInteger
          ? cel.celError('A text so long is no integer of 64 bits.')
          : undefined
    case '_<_':
      return mixed(cel, (one, other) => one < other)
    case '_<=_':
      return mixed(cel, (one, other) => one <= other)
    case '_>_':
      return mixed(cel, (one, other) => one > other)
    case '_>=_':
      return mixed(cel, (one, other) => one >= other)
    default:
      return undefined
  }
}

/** White space and zeros before an integer of 64 bits are fine; `BigInt` takes long for 100,000 digits. */
const longestInteger = 100

function codePoints(text: string): number {
  let count = text.length
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    if (pair) count -= 1
  }
  return count
}

/** An integer beside a double: JavaScript compares them by value, CEL's own makes a double of the integer. */
function mixed(cel: Cel, compare: (one: number | bigint, other: number | bigint) => boolean): Own {
  const plain = (value: CelValue | undefined): unknown =>
    cel.isCelUint(value) ? (value as CelUint).value : value
  return (_target, args) => {
    const [one, other] = args.map(plain)
    const differ =
      (typeof one === 'bigint' && typeof other === 'number') ||
      (typeof one === 'number' && typeof other === 'bigint')
    return differ ? compare(one as number, other as number) : undefined
  }
}
