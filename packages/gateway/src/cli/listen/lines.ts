import pc from 'picocolors'
import { printable, printableJson } from '../../model/printable.ts'
import type { ListenRow, ListenView } from './row.ts'

/** So many characters of what an application said are shown. */
const mostSaid = 200

/** A line for each delivery, where there is no terminal; with `json` a line of JSON. */
export function listenLines(json: boolean): ListenView {
  const write = (line: string): void => void process.stdout.write(`${line}\n`)
  return {
    row(row) {
      if (row.outcome !== null) write(json ? printableJson(shownAsJson(row)) : shown(row))
    },
    note(text) {
      if (json) write(printableJson({ at: new Date().toISOString(), note: text }))
      else process.stderr.write(`${printable(text)}\n`)
    },
    reached: () => undefined,
    close: () => undefined,
  }
}

function shown({ event, source, type, attempt, replay, path, outcome, doubt }: ListenRow): string {
  const mark = outcome?.delivered ? pc.green('delivered') : pc.red('failed')
  const again = replay === null ? '' : '  replay'
  const [said = ''] = outcome?.delivered
    ? []
    : (outcome?.answer.trim().slice(0, mostSaid).split('\n', 1) ?? [])
  const told = printable(`${event}  ${source}  ${type}  attempt ${attempt}${again}  ${path}`)
  return `${mark}  ${told}  ${printable(outcome?.came ?? '')}  ${outcome?.ms} ms${said === '' ? '' : `  ${printable(said)}`}${doubt === null ? '' : `  (${doubt})`}`
}

function shownAsJson({ at, headers: _headers, body: _body, key: _key, outcome, ...row }: ListenRow): object {
  return { at: new Date(at).toISOString(), ...row, ...outcome }
}
