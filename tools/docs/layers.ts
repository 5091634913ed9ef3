import { type Room, readRooms } from '../rooms.ts'

const head = '| folder of `packages/gateway/src` | holds | may import |\n|---|---|---|\n'
const last = '| `main.ts` |'

/**
 * ARCHITECTURE.md with the layer table as the linter's rules have it: a row a room, the lowest first. What a room
 * holds is written by hand in its row and stays. Throws where a room has no row yet.
 */
export function withLayers(text: string, root: string): string {
  const start = text.indexOf(head)
  const end = text.indexOf(last)
  if (start < 0 || end < start) throw new Error('ARCHITECTURE.md: the table of the layers is gone')
  const holds = new Map(
    text
      .slice(start + head.length, end)
      .split('\n')
      .map((row) => row.split(' | '))
      .map(([name = '', what = '']) => [name.replace(/^\| /, ''), what]),
  )
  const rows = readRooms(root).map((room) => {
    const name = room.name.endsWith('.ts') ? `\`${room.name}\`` : `\`${room.name}/\``
    const what = holds.get(name)
    if (!what) throw new Error(`ARCHITECTURE.md: say what ${name} holds, in a row of the table of the layers`)
    return `| ${name} | ${what} | ${mayImport(room)} |\n`
  })
  return text.slice(0, start) + head + rows.join('') + text.slice(end)
}

/** Parts of the port by their names alone. */
function mayImport({ mayImport, library }: Room): string {
  const parts = mayImport.flatMap((target) => /^journal\/port\/(.*)\.ts$/.exec(target)?.[1] ?? [])
  const others = mayImport.filter((target) => !/^journal\/port\/.*\.ts$/.test(target))
  const named = others.map((target) => `\`${target}\``)
  if (parts.length === 1) named.push(`\`journal/port/${parts[0]}.ts\``)
  if (parts.length > 1) named.push(`\`journal/port/{${parts.join(',')}}.ts\``)
  if (library) named.push('the library')
  return named.length === 0 ? 'nothing of ours' : named.join(', ')
}
