import { spawn } from 'node:child_process'
import { emitKeypressEvents } from 'node:readline'
import { printable } from '../../model/printable.ts'
import type { ListenView } from './row.ts'
import {
  awaiting,
  drawn,
  emptyScreen,
  type ListenScreen,
  moved,
  selectedRow,
  withNote,
  withRow,
} from './screen.ts'

/** What the keys of the view do. */
export interface ListenTerminalParts {
  readonly to: URL
  readonly consoleUrl: string
  /** Answers the ids of the deliveries that it makes. */
  replay(event: string): Promise<readonly string[]>
  stop(): void
}

/** The alternate screen, without a cursor and without wrapping; and back. */
const [enter, leave] = ['\x1b[?1049h\x1b[?25l\x1b[?7l', '\x1b[?7h\x1b[?25h\x1b[?1049l']
/** Between two drawings, in ms. */
const drawEveryMs = 50

/** Takes the whole terminal until it is closed. What was noted is left on it then, as plain lines. */
export function openListenTerminal({ to, consoleUrl, replay, stop }: ListenTerminalParts): ListenView {
  const { stdin, stdout } = process
  const notes: string[] = []
  let screen = emptyScreen(`→ ${to.origin}`)
  let timer: NodeJS.Timeout | null = null
  const draw = (): void => {
    timer = null
    const lines = drawn(screen, stdout.columns || 80, stdout.rows || 24)
    stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`)
  }
  const show = (next: ListenScreen): void => {
    screen = next
    timer ??= setTimeout(draw, drawEveryMs)
  }
  const note = (text: string): void => {
    notes.push(text)
    show(withNote(screen, text))
  }
  const replayed = async (): Promise<void> => {
    const row = selectedRow(screen)
    if (row === undefined) return
    try {
      const [delivery] = await replay(row.event)
      if (delivery !== undefined) show(awaiting(screen, delivery))
    } catch (error) {
      note(error instanceof Error ? error.message.split('\n', 1).join() : String(error))
    }
  }
  const keys: Readonly<Record<string, () => void>> = {
    j: () => show(moved(screen, 1)),
    down: () => show(moved(screen, 1)),
    k: () => show(moved(screen, -1)),
    up: () => show(moved(screen, -1)),
    d: () => show({ ...screen, details: !screen.details }),
    o: () => openBrowser(`${consoleUrl}/${pageOf(screen)}`, note),
    r: () => void replayed(),
    q: stop,
  }
  const onKey = (_text: string | undefined, key: { name?: string; ctrl?: boolean }): void => {
    if (key.ctrl && key.name === 'c') stop()
    else if (!key.ctrl && key.name !== undefined && Object.hasOwn(keys, key.name)) keys[key.name]?.()
  }
  const resized = (): void => show(screen)
  emitKeypressEvents(stdin)
  stdin.setRawMode(true).resume().on('keypress', onKey)
  stdout.on('resize', resized)
  stdout.write(enter)
  draw()
  return {
    row: (row) => show(withRow(screen, row)),
    note,
    reached: (reached) => show({ ...screen, reached }),
    close() {
      if (timer !== null) clearTimeout(timer)
      stdout.off('resize', resized)
      stdin.off('keypress', onKey).setRawMode(false).pause()
      stdout.write(leave)
      for (const text of notes.slice(-20)) process.stderr.write(`${printable(text)}\n`)
    },
  }
}

function pageOf(screen: ListenScreen): string {
  const row = selectedRow(screen)
  return row === undefined ? 'events' : `events/${encodeURIComponent(row.event)}`
}

/** Opens a page in the browser of this machine (BROWSER, else the system's own), and names it where that fails. */
function openBrowser(url: string, note: (text: string) => void): void {
  const own = { darwin: 'open', win32: 'explorer' }[process.platform as 'darwin' | 'win32'] ?? 'xdg-open'
  const child = spawn(process.env.BROWSER || own, [url], { stdio: 'ignore', detached: true })
  child.once('error', () => note(`open ${url}`))
  child.unref()
}
