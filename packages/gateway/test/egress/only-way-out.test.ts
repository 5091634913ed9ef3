import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const sources = join(import.meta.dirname, '../../src')

/** What opens a way out, and the rooms that may. The command line goes where its user says, the keeper to its gateway. */
const ways: readonly { readonly name: string; readonly uses: RegExp; readonly rooms: RegExp }[] = [
  { name: 'undici', uses: /['"]undici['"]/, rooms: /^(egress|transports|cli)\// },
  { name: 'names', uses: /(?:from |import\()['"](?:node:)?dns(?:\/promises)?['"]/, rooms: /^(egress|cli)\// },
  {
    name: 'TLS',
    uses: /import (?!type )[^'"]*from ['"](?:node:)?(?:tls|https|http2)['"]|import\(['"](?:node:)?(?:tls|https|http2)/,
    rooms: /^(egress|cli)\//,
  },
  { name: 'datagrams', uses: /['"](?:node:)?dgram['"]/, rooms: /^$/ },
  {
    name: 'sockets',
    uses: /import \{[^}]*\b(?:connect|createConnection|Socket as \w+)\b[^}]*\} from ['"](?:node:)?net['"]|new (?:net\.)?Socket\(/,
    rooms: /^(egress|keeper|cli)\//,
  },
  {
    name: 'HTTP',
    uses: /import \{[^}]*\b(?:request|get)\b[^}]*\} from ['"](?:node:)?http['"]/,
    rooms: /^cli\//,
  },
  { name: 'fetch', uses: /(?<![.\w])(?:fetch|EventSource|WebSocket)\(/, rooms: /^cli\// },
  { name: 'PostgreSQL', uses: /from ['"]pg['"]|import\(['"]pg['"]\)/, rooms: /^journal\// },
]

function found(file: string, text: string): string[] {
  return ways.filter(({ uses, rooms }) => uses.test(text) && !rooms.test(file)).map(({ name }) => name)
}

describe('nothing leaves but through egress', () => {
  test('in all of the gateway', () => {
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )
    expect(files.length).toBeGreaterThan(300)
    const elsewhere = files.flatMap((name) => {
      const file = relative(sources, join(sources, name)).replaceAll('\\', '/')
      return found(file, readFileSync(join(sources, name), 'utf8')).map((way) => `${file}: ${way}`)
    })
    expect(elsewhere).toEqual([])
  })

  test.each([
    ['connect/caller.ts', "import { request } from 'undici'", 'undici'],
    ['connect/caller.ts', "const { request } = await import('undici')", 'undici'],
    ['deliver/attempt.ts', "import { lookup } from 'node:dns/promises'", 'names'],
    ['transports/line.ts', "import { connect as open, isIP } from 'node:net'", 'sockets'],
    ['ingest/read.ts', "import * as tls from 'node:tls'", 'TLS'],
    ['api/x.ts', "import { get } from 'node:http'", 'HTTP'],
    ['api/x.ts', 'const answer = await fetch(url)', 'fetch'],
    ['api/x.ts', "import pg from 'pg'", 'PostgreSQL'],
  ])('%s: %s', (file, text, way) => {
    expect(found(file, text)).toEqual([way])
  })
})
