import { createRequire } from 'node:module'
import type { CelInput, parse } from '@bufbuild/cel'
import { celInput } from './cel-input.ts'
import { beginEvaluation, endedBy, type Failure } from './evaluation.ts'
import { refuseCost, walk } from './expression-cost.ts'
import { type Need, needsOf } from './filter-need.ts'
import { metered, turnName } from './metered.ts'

/** What a filter sees of an event. */
export interface EventView {
  /** The name of the source. */
  readonly source: string
  /** Empty where the event says none. */
  readonly type: string
  readonly verdict: string
  /** By lower-case name, without those that carry a credential. */
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of the body: what an evaluation may cost grows with them. */
  readonly size: number
  /**
   * The body as JSON, parsed when first asked for; throws where it is none.
   *
   * @param digits - whether integers beyond 2^53 are wanted with all their digits, see `exactJson`. Default: no
   */
  json(digits?: boolean): unknown
  /** The body as a form, read when first asked for; absent or throwing where it is none. */
  readonly form?: Readonly<Record<string, string>>
}

/** Whether an event passes; `onFailure` is told why that cannot be said, and then nothing passes. */
export interface Filter {
  (view: EventView, onFailure?: (why: Failure) => void): boolean
  /** Where an event does not meet one of them, the filter is false, without being asked. */
  readonly needs?: readonly Need[]
}

/** A filter that cannot be used, and where in its text the trouble is. */
export class FilterRefused extends Error {
  override readonly name = 'FilterRefused'
  readonly code = 'ERR_FILTER'
  /** Position in the text, from 1; null where it concerns the whole. */
  readonly column: number | null
  constructor(message: string, column: number | null) {
    super(column === null ? message : `${message} (column ${column})`)
    this.column = column
  }
}

/** The longest text of a filter, in UTF-16 units. */
export const longestFilter = 4096

type Expression = ReturnType<typeof parse>['expr']

const variables = ['source', 'type', 'verdict', 'headers', 'json', 'form']
/** Names of CEL's own types, which stand in expressions as values: `type(json.n) == int`. */
const typeNames = ['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']

type Cel = typeof import('@bufbuild/cel')
let loaded: { readonly cel: Cel; readonly environment: ReturnType<typeof metered> } | null = null

/** Loaded with the first expression: CEL takes 10 MiB and a tenth of the start, and most gateways filter nothing. */
function loadCel(): NonNullable<typeof loaded> {
  if (loaded === null) {
    const cel: Cel = createRequire(import.meta.url)('@bufbuild/cel')
    loaded = { cel, environment: metered(cel) }
  }
  return loaded
}

/**
 * How an expression comes. `new`: what may cost more than an event's size is refused. `stored`: it was taken before
 * that rule; it is used as it is, and an evaluation that costs too much ends without a value.
 */
export type Origin = 'new' | 'stored'

/**
 * Compiles a CEL expression over `source`, `type`, `verdict`, `headers`, `json` and `form`. What it costs grows no
 * faster than the body: macros such as `exists` may not stand within each other, nor look through another part
 * of the event in each turn; `matches` takes a short literal, outside of them. Integers are compared with all their
 * digits.
 *
 * @example
 * const pass = compileFilter('type == "messages.created" && json.data.roomType == "group"')
 *
 * Throws FilterRefused.
 */
export function compileFilter(text: string, origin: Origin = 'new'): Filter {
  const { evaluate, needs } = compiled(text, origin)
  const filter = (view: EventView, onFailure?: (why: Failure) => void): boolean => {
    const result = evaluate(view)
    if (result.value === true) return true
    if (result.value !== false) onFailure?.(result.failure ?? 'failed')
    return false
  }
  return Object.assign(filter, { needs })
}

/** As `compileFilter`, for an expression of any type. */
export function compileExpression(text: string, origin: Origin = 'new'): (view: EventView) => Evaluated {
  return compiled(text, origin).evaluate
}

/** What an expression came to; where it failed, the value is `undefined`. */
export interface Evaluated {
  readonly value: unknown
  readonly failure: Failure | null
}

const failed: Evaluated = { value: undefined, failure: 'failed' }

interface Compiled {
  readonly evaluate: (view: EventView) => Evaluated
  readonly needs: readonly Need[]
}

function compiled(text: string, origin: Origin): Compiled {
  if (text.trim() === '') throw new FilterRefused('The expression is empty.', null)
  if (text.length > longestFilter)
    throw new FilterRefused(`The expression is longer than ${longestFilter} characters.`, null)
  const { cel, environment } = loadCel()
  try {
    const parsed = cel.parse(text)
    const positions = parsed.sourceInfo?.positions ?? {}
    const complain = (message: string, id: bigint): never => {
      const offset = positions[String(id)]
      throw new FilterRefused(message, offset === undefined ? null : offset + 1)
    }
    refuseUnknown(parsed.expr, complain)
    if (origin === 'new') {
      refuseUnknownCalls(parsed.expr, (name) => environment.funcs.find(name) !== undefined, complain)
      refuseCost(parsed.expr, complain)
    }
    const needs = needsOf(parsed.expr)
    countTurns(parsed.expr)
    const plan = cel.plan(environment, parsed)
    const evaluate = (view: EventView, digits = false): Evaluated => {
      // A trace costs 15 µs for each error, and an expression may come to one for every element.
      const { stackTraceLimit } = Error
      Error.stackTraceLimit = 0
      beginEvaluation(view.size, digits)
      let value: unknown
      try {
        value = plan(bindings(view, digits))
      } catch {
        return failed
      } finally {
        Error.stackTraceLimit = stackTraceLimit
      }
      const ended = endedBy()
      if (ended === 'digits') return evaluate(view, true)
      if (ended !== null) return { value: undefined, failure: ended }
      return cel.isCelError(value) ? failed : { value, failure: null }
    }
    return { evaluate: (view) => evaluate(view), needs }
  } catch (error) {
    if (error instanceof FilterRefused) throw error
    throw new FilterRefused(...syntaxError(error))
  }
}

/** The parser's complaint, and its column where it names one. */
function syntaxError(error: unknown): [string, number | null] {
  const { rawMessage, message, location } = error as {
    rawMessage?: string
    message?: string
    location?: { start?: { column?: number } }
  }
  return [
    `The filter is not CEL: ${rawMessage ?? message ?? 'it cannot be read'}.`,
    location?.start?.column ?? null,
  ]
}

/** Refuses names that would fail on every event. */
function refuseUnknown(expression: Expression, complain: (message: string, id: bigint) => never): void {
  walk(expression, null, ({ exprKind: kind, id }, local) => {
    if (kind.case !== 'identExpr') return
    const { name } = kind.value
    if (!variables.includes(name) && !typeNames.includes(name) && local?.has(name) !== true)
      complain(`There is no "${name}"; a filter sees ${variables.join(', ')}.`, id)
  })
}

/** Refuses functions that would fail on every event. What is no word stands for an operator, which is there. */
function refuseUnknownCalls(
  expression: Expression,
  isThere: (name: string) => boolean,
  complain: (message: string, id: bigint) => never,
): void {
  walk(expression, null, ({ exprKind: kind, id }) => {
    if (kind.case !== 'callExpr') return
    const name = kind.value.function
    if (/^\w*[a-z]/i.test(name) && !name.startsWith('_') && !isThere(name))
      complain(
        `There is no function "${name}" of this form; CEL has contains, startsWith, endsWith, matches, size, has, exists, all and more.`,
        id,
      )
  })
}

/** Puts a call before each turn of each macro, so that turns are counted whatever is done in them. */
function countTurns(expression: Expression): void {
  walk(expression, null, ({ exprKind: kind }) => {
    if (kind.case !== 'comprehensionExpr' || kind.value.loopCondition === undefined) return
    const condition = kind.value.loopCondition
    const call = { $typeName: 'cel.expr.Expr.Call' as const, function: turnName, args: [condition] }
    kind.value.loopCondition = { ...condition, exprKind: { case: 'callExpr', value: call } }
  })
}

function bindings(view: EventView, digits: boolean): Record<string, CelInput> {
  return {
    source: view.source,
    type: view.type,
    verdict: view.verdict,
    get headers(): CelInput {
      return celInput(view.headers)
    },
    // Read by CEL only where the expression comes to it.
    get json(): CelInput {
      return celInput(view.json(digits))
    },
    get form(): CelInput {
      if (view.form === undefined) throw new TypeError('no form')
      return celInput(view.form)
    },
  }
}
