import pc from 'picocolors'
import { counted } from '../../model/counted.ts'
import { printable } from '../../model/printable.ts'
import type { ListenRow } from './row.ts'

/** What the full-screen view of a listener shows. Never changes: each function answers another one. */
export interface ListenScreen {
  readonly title: string
  readonly reached: boolean
  /** The newest first. */
  readonly rows: readonly ListenRow[]
  /** The key of the selected row; null: the newest, whichever that is, as at the top of the list. */
  readonly selected: string | null
  /** A delivery that is to be selected once it comes. */
  readonly awaited: string | null
  readonly details: boolean
  readonly notes: readonly string[]
}

const mostRows = 500
/** Notes that are shown: of the start all, until something has come. */
const [firstNotes, shownNotes] = [10, 3]

export function emptyScreen(title: string): ListenScreen {
  return { title, reached: true, rows: [], selected: null, awaited: null, details: false, notes: [] }
}

/** With a row that is new or has changed; one that was awaited is selected. */
export function withRow(screen: ListenScreen, row: ListenRow): ListenScreen {
  const known = screen.rows.some(({ key }) => key === row.key)
  const rows = known
    ? screen.rows.map((one) => (one.key === row.key ? row : one))
    : [row, ...screen.rows].slice(0, mostRows)
  if (screen.awaited !== row.delivery) return { ...screen, rows }
  return { ...screen, rows, selected: row.key, awaited: null }
}

/** Awaits the delivery that a replay has made; it may have come before the answer. */
export function awaiting(screen: ListenScreen, delivery: string): ListenScreen {
  const there = screen.rows.find((row) => row.delivery === delivery)
  return there === undefined
    ? { ...screen, awaited: delivery }
    : { ...screen, selected: there.key, awaited: null }
}

export function withNote(screen: ListenScreen, text: string): ListenScreen {
  return { ...screen, notes: [...screen.notes, text].slice(-firstNotes) }
}

/** Selects the row so many below the selected one. */
export function moved(screen: ListenScreen, by: number): ListenScreen {
  const at = Math.max(0, Math.min(screen.rows.length - 1, indexOf(screen) + by))
  return { ...screen, selected: at === 0 ? null : (screen.rows[at]?.key ?? null) }
}

export function selectedRow(screen: ListenScreen): ListenRow | undefined {
  return screen.rows[indexOf(screen)]
}

function indexOf({ rows, selected }: ListenScreen): number {
  return Math.max(
    0,
    rows.findIndex(({ key }) => key === selected),
  )
}

/** The lines of the screen, as many as it is high at most and none with a control character of what came. */
export function drawn(screen: ListenScreen, width: number, height: number): string[] {
  const state = screen.reached ? pc.green('connected') : pc.yellow('reconnecting')
  const head = [`${pc.bold('countersign listen')}  ${printable(screen.title)}  ${state}`, '']
  const noted = screen.notes
    .slice(screen.rows.length === 0 ? 0 : -shownNotes)
    .flatMap((text) => wrapped(text, width))
  // A row, or that there is none, and the keys have their lines in any terminal.
  const notes = noted.slice(Math.max(0, noted.length - (height - head.length - 2)))
  const foot = [
    ...notes.map((line) => pc.dim(line)),
    pc.dim('j k move   r replay   d details   o open   q quit'),
  ]
  const room = Math.max(1, height - head.length - foot.length)
  const details = screen.details ? detailLines(selectedRow(screen), width).slice(0, Math.floor(room / 2)) : []
  const list = listLines(screen, width, room - details.length)
  const filler = Array<string>(Math.max(0, room - list.length - details.length)).fill('')
  return [...head, ...list, ...filler, ...details, ...foot].slice(0, height)
}

function listLines(screen: ListenScreen, width: number, room: number): string[] {
  if (screen.rows.length === 0) return [pc.dim('Nothing has come yet.')]
  const at = indexOf(screen)
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), screen.rows.length - room))
  return screen.rows.slice(from, from + room).map((row, index) => {
    const chosen = from + index === at
    const line = fitted(`${chosen ? '❯' : ' '} ${lineOf(row)}`, width)
    if (chosen) return pc.inverse(line.padEnd(width))
    if (row.outcome === null) return pc.dim(line)
    return row.outcome.delivered ? line : pc.red(line)
  })
}

function lineOf({ at, outcome, source, type, event, attempt, replay, path }: ListenRow): string {
  const came = outcome === null ? '…' : outcome.came
  const marks = `${attempt > 1 ? `  attempt ${attempt}` : ''}${replay === null ? '' : '  replay'}`
  const ms = outcome === null ? '' : `  ${outcome.ms} ms`
  return `${new Date(at).toISOString().slice(11, 19)}  ${came.slice(0, 30).padEnd(4)}  ${source}  ${type}  ${event}${marks}  ${path}${ms}`
}

function detailLines(row: ListenRow | undefined, width: number): string[] {
  if (row === undefined) return []
  const headers = Object.entries(row.headers).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`)
  const doubt = row.doubt === null ? [] : [pc.yellow(fitted(row.doubt, width))]
  return [
    pc.dim('─'.repeat(width)),
    fitted(`${row.method} ${row.path}  ${counted(row.bytes, 'byte')}  ${row.delivery}`, width),
    ...doubt,
    ...answerOf(row, width),
    ...headers.map((line) => pc.dim(fitted(line, width))),
    ...row.body.split('\n').map((line) => fitted(line, width)),
  ]
}

/** What an application said that did not take it. */
function answerOf({ outcome }: ListenRow, width: number): string[] {
  if (outcome === null || outcome.delivered) return []
  const said = outcome.answer === '' ? '' : `: ${outcome.answer}`
  return [pc.red(fitted(`answered ${outcome.came}${said}`, width))]
}

/** In as many lines as it takes. */
function wrapped(text: string, width: number): string[] {
  const whole = printable(text)
  return Array.from({ length: Math.ceil(whole.length / width) }, (_, at) =>
    whole.slice(at * width, (at + 1) * width),
  )
}

function fitted(text: string, width: number): string {
  return printable(text).slice(0, width)
}
