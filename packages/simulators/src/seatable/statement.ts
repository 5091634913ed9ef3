import { SeaTableProblem } from './problem.ts'

/** What a statement compares a cell with. */
export type Literal = string | number | boolean | null

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** Which rows are meant. */
export type Condition =
  | { readonly is: 'and' | 'or'; readonly all: readonly Condition[] }
  | { readonly is: 'not'; readonly what: Condition }
  | { readonly is: Comparison; readonly column: string; readonly value: Literal }
  | { readonly is: 'like'; readonly column: string; readonly value: Literal }
  | { readonly is: 'in'; readonly column: string; readonly values: readonly Literal[] }
  | { readonly is: 'null'; readonly column: string }

/** A SELECT of one table. */
export interface Statement {
  /** Names of columns, or `*` alone; null where the rows are counted, under the name that `countAs` says. */
  readonly columns: readonly string[] | null
  readonly countAs: string
  readonly table: string
  readonly where: Condition | null
  readonly orderBy: readonly { readonly column: string; readonly down: boolean }[]
  /** Default: 100, as SeaTable's. */
  readonly limit: number
  readonly offset: number
}

const token =
  /\s*(?:`((?:[^`]|``)+)`|'((?:[^'\\]|''|\\.)*)'|"((?:[^"\\]|""|\\.)*)"|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(<=|>=|!=|<>|[=<>(),*?;]))/uy

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'word' | 'sign'
  readonly text: string
}

function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  for (const end = sql.trimEnd().length; token.lastIndex < end; ) {
    const [, name, single, double, number, word, sign] = token.exec(sql) ?? []
    const text = single ?? double
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('``', '`') })
    else if (text !== undefined)
      tokens.push({ kind: 'text', text: text.replaceAll(/\\(.)|''|""/g, unescaped) })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '<>' ? '!=' : sign })
    else throw notUnderstood(sql)
  }
  if (tokens.at(-1)?.text === ';') tokens.pop()
  return tokens
}

const words: ReadonlyMap<string, Literal> = new Map([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
])

const unescaped = (pair: string, after: string | undefined): string => after ?? pair.charAt(0)

const notUnderstood = (sql: string): SeaTableProblem =>
  new SeaTableProblem(
    400,
    `The simulator does not understand this statement; it knows SELECT of one table with WHERE, ORDER BY, LIMIT and OFFSET: ${sql.slice(0, 200)}`,
  )

/**
 * Reads a statement; 400 for one that is not known here.
 *
 * @param parameters - what stands for its `?`, in turn
 */
export function readStatement(sql: string, parameters: readonly Literal[]): Statement {
  const tokens = tokensOf(sql)
  const given = [...parameters]
  let at = 0
  const fail = (): never => {
    throw notUnderstood(sql)
  }
  const is = (text: string): boolean => {
    const next = tokens[at]
    if (next === undefined || next.kind === 'text' || next.kind === 'name') return false
    return next.text.toUpperCase() === text
  }
  const take = (text: string): boolean => {
    const taken = is(text)
    if (taken) at++
    return taken
  }
  const demand = (text: string): void => {
    if (!take(text)) fail()
  }
  const name = (): string => {
    const next = tokens[at++]
    return next?.kind === 'name' || next?.kind === 'word' ? next.text : fail()
  }
  const literal = (): Literal => {
    const next = tokens[at++]
    if (next === undefined) return fail()
    if (next.kind === 'text') return next.text
    if (next.kind === 'number') return Number(next.text)
    if (next.text === '?') return given.length > 0 ? (given.shift() as Literal) : fail()
    const word = words.get(next.text.toUpperCase())
    return word === undefined ? fail() : word
  }
  const listed = <T>(one: () => T): T[] => {
    const all = [one()]
    while (take(',')) all.push(one())
    return all
  }
  const comparison = (): Condition => {
    if (take('(')) {
      const inner = either()
      demand(')')
      return inner
    }
    if (take('NOT')) return { is: 'not', what: comparison() }
    const column = name()
    if (take('IS')) {
      const not = take('NOT')
      demand('NULL')
      return not ? { is: 'not', what: { is: 'null', column } } : { is: 'null', column }
    }
    const not = take('NOT')
    const found = like(column)
    return not ? { is: 'not', what: found } : found
  }
  const like = (column: string): Condition => {
    if (take('LIKE')) return { is: 'like', column, value: literal() }
    if (take('IN')) {
      demand('(')
      const values = listed(literal)
      demand(')')
      return { is: 'in', column, values }
    }
    for (const sign of ['=', '!=', '<=', '<', '>=', '>'] as const)
      if (take(sign)) return { is: sign, column, value: literal() }
    return fail()
  }
  const both = (): Condition => {
    const all = [comparison()]
    while (take('AND')) all.push(comparison())
    return { is: 'and', all }
  }
  const either = (): Condition => {
    const all = [both()]
    while (take('OR')) all.push(both())
    return { is: 'or', all }
  }

  const ordered = (): { column: string; down: boolean }[] => {
    demand('BY')
    return listed(() => {
      const column = name()
      const down = take('DESC')
      if (!down) take('ASC')
      return { column, down }
    })
  }

  demand('SELECT')
  let columns: string[] | null = null
  let countAs = 'COUNT(*)'
  if (take('*')) columns = ['*']
  else if (is('COUNT') && tokens[at + 1]?.text === '(') {
    for (const part of ['COUNT', '(', '*', ')']) demand(part)
    if (take('AS')) countAs = name()
  } else columns = listed(name)
  demand('FROM')
  const table = name()
  const where = take('WHERE') ? either() : null
  const orderBy = take('ORDER') ? ordered() : []
  const whole = (): number => {
    const value = literal()
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : fail()
  }
  const limit = take('LIMIT') ? whole() : 100
  const offset = take('OFFSET') ? whole() : 0
  if (at < tokens.length || given.length > 0) fail()
  return { columns, countAs, table, where, orderBy, limit, offset }
}
