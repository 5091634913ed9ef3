import { createRequire } from 'node:module'
import type { CelInput, parse } from '@bufbuild/cel'
import { celInput } from './cel-input.ts'
import { type Need, needsOf } from './filter-need.ts'
import { looksThroughOuter } from './loop-cost.ts'
import { patternTrouble } from './pattern-cost.ts'

/** What a filter sees of an event. */
export interface EventView {
  /** The name of the source. */
  readonly source: string
  /** Empty where the event says none. */
  readonly type: string
  readonly verdict: string
  /** By lower-case name, without those that carry a credential. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as JSON, parsed when first asked for; throws where it is none. */
  json(): unknown
}

/** Whether an event passes; `onError` is told of an evaluation that failed, which lets nothing pass. */
export interface Filter {
  (view: EventView, onError?: () => void): boolean
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

type Variables = Record<string, CelInput>

const variables = ['source', 'type', 'verdict', 'headers', 'json']
/** Names of CEL's own types, which stand in expressions as values: `type(json.n) == int`. */
const typeNames = ['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']

type Cel = typeof import('@bufbuild/cel')
let loaded: { readonly cel: Cel; readonly environment: ReturnType<Cel['celEnv']> } | null = null

/** Loaded with the first expression: CEL takes 10 MiB and a tenth of the start, and most gateways filter nothing. */
function loadCel(): NonNullable<typeof loaded> {
  if (loaded === null) {
    const cel: Cel = createRequire(import.meta.url)('@bufbuild/cel')
    loaded = { cel, environment: cel.celEnv() }
  }
  return loaded
}

/**
 * Compiles a CEL expression over `source`, `type`, `verdict`, `headers` and `json`. What it costs grows no
 * faster than the body: macros such as `exists` may not stand within each other, nor look through another part
 * of the event in each turn; `matches` takes a short literal, outside of them.
 *
 * @example
 * const pass = compileFilter('type == "messages.created" && json.data.roomType == "group"')
 *
 * Throws FilterRefused.
 */
export function compileFilter(text: string): Filter {
  const { evaluate, needs } = compiled(text)
  const filter = (view: EventView, onError?: () => void): boolean => {
    const result = evaluate(bindings(view))
    if (result === true) return true
    if (result !== false) onError?.()
    return false
  }
  return Object.assign(filter, { needs })
}

/** As `compileFilter`, for an expression of any type; `undefined` where its evaluation fails. */
export function compileExpression(text: string): (view: EventView) => unknown {
  const { evaluate } = compiled(text)
  return (view) => evaluate(bindings(view))
}

interface Compiled {
  readonly evaluate: (values: Variables) => unknown
  readonly needs: readonly Need[]
}

function compiled(text: string): Compiled {
  if (text.trim() === '') throw new FilterRefused('The expression is empty.', null)
  if (text.length > longestFilter)
    throw new FilterRefused(`The expression is longer than ${longestFilter} characters.`, null)
  const { cel, environment } = loadCel()
  try {
    const parsed = cel.parse(text)
    const positions = parsed.sourceInfo?.positions ?? {}
    inspect(parsed.expr, new Set(variables), null, (message, id) => {
      const offset = positions[String(id)]
      throw new FilterRefused(message, offset === undefined ? null : offset + 1)
    })
    const plan = cel.plan(environment, parsed)
    const evaluate = (values: Variables): unknown => {
      try {
        const result = plan(values)
        return cel.isCelError(result) ? undefined : result
      } catch {
        return undefined
      }
    }
    return { evaluate, needs: needsOf(parsed.expr) }
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

type Complain = (message: string, id: bigint) => never

/**
 * Refuses unknown names, which would fail on every event, and loops whose cost is more than the body's size.
 *
 * @param loop - the names of the loop that the expression stands in; null outside of one
 */
function inspect(
  expression: Expression,
  known: ReadonlySet<string>,
  loop: ReadonlySet<string> | null,
  complain: Complain,
): void {
  const kind = expression.exprKind
  const visit = (inner: Expression | undefined, names = known, within = loop): void => {
    if (inner !== undefined) inspect(inner, names, within, complain)
  }
  switch (kind.case) {
    case 'identExpr': {
      const { name } = kind.value
      if (!known.has(name) && !typeNames.includes(name))
        complain(`There is no "${name}"; a filter sees ${variables.join(', ')}.`, expression.id)
      return
    }
    case 'selectExpr':
      visit(kind.value.operand)
      return
    case 'callExpr': {
      if (loop !== null && looksThroughOuter(kind.value, loop))
        complain(
          'Macros such as exists and all may compare with other parts of the event, not look through them.',
          expression.id,
        )
      const trouble = patternTrouble(kind.value, loop !== null)
      if (trouble !== null) complain(trouble, expression.id)
      visit(kind.value.target)
      for (const argument of kind.value.args) visit(argument)
      return
    }
    case 'listExpr':
      for (const element of kind.value.elements) visit(element)
      return
    case 'structExpr':
      for (const entry of kind.value.entries) {
        if (entry.keyKind.case === 'mapKey') visit(entry.keyKind.value)
        visit(entry.value)
      }
      return
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result, ...names } = kind.value
      if (loop !== null)
        complain('Macros such as exists and all may not stand within each other.', expression.id)
      visit(iterRange)
      visit(accuInit)
      const own = new Set([names.iterVar, names.iterVar2, names.accuVar])
      const inside = new Set([...known, ...own])
      for (const part of [loopCondition, loopStep, result]) visit(part, inside, own)
      return
    }
  }
}

function bindings(view: EventView): Variables {
  return {
    source: view.source,
    type: view.type,
    verdict: view.verdict,
    headers: celInput(view.headers),
    // Read by CEL only where the expression comes to it.
    get json(): CelInput {
      return celInput(view.json())
    },
  }
}
