import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FilesRefused } from '../../src/files/files-refused.ts'
import { readDeclared } from '../../src/files/read-declared.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(text: string | Uint8Array, name = 'countersign.yaml'): string {
  const file = join(folder, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

/** What is wrong with a text, without the folder that it lies in. */
function problemsOf(text: string | Uint8Array, env: Record<string, string> = {}): string[] {
  try {
    readDeclared(written(text), env, isSecret)
  } catch (error) {
    expect(error).toBeInstanceOf(FilesRefused)
    return (error as FilesRefused).problems.map((problem) => problem.replaceAll(`${folder}/`, ''))
  }
  return []
}

const isSecret = (scheme: string, param: string) => scheme === 'meta' && param === 'verifyToken'

const shop = `
sources:
  - name: shop
    scheme: shopify
    secrets:
      - env: SHOP_SECRET
      - file: old.txt
        expiresAt: 2027-01-01T00:00:00Z
    params: &shared
      topic: { env: TOPIC }
destinations:
  - name: app
    url: https://app.example.com/
    secret: { env: APP_SECRET }
    headers: { x-key: { env: KEY } }
    routes: [{ source: shop }, { source: shop, filter: '' }]
---
routes:
  - source: shop
    destination: app
    filter: 'type == "on"'
`

describe('declared files', () => {
  it('are read with what they refer to, and know where each part stands', () => {
    written('the old one\n', 'old.txt')
    const { wanted, at } = readDeclared(
      written(shop),
      {
        ...{ SHOP_SECRET: 'the new one', TOPIC: 'a/b', APP_SECRET: 'whsec_x', KEY: 'k' },
      },
      isSecret,
    )
    expect(wanted).toEqual({
      sources: [
        {
          name: 'shop',
          scheme: 'shopify',
          secrets: [{ value: 'the new one' }, { value: 'the old one', expiresAt: '2027-01-01T00:00:00Z' }],
          params: { topic: 'a/b' },
        },
      ],
      destinations: [
        {
          ...{ name: 'app', url: 'https://app.example.com/', secret: 'whsec_x', headers: { 'x-key': 'k' } },
          routes: [{ source: 'shop' }, { source: 'shop', filter: '' }],
        },
      ],
      routes: [{ source: 'shop', destination: 'app', filter: 'type == "on"' }],
    })
    expect(at('/sources/0/secrets/1')).toMatch(/countersign\.yaml:7:9$/)
    expect(at('/destinations/0/url')).toMatch(/:13:10$/)
    expect(at('/destinations/0/routes/1/filter')).toMatch(/:16:56$/)
    expect(at('/routes/0/filter')).toMatch(/:21:13$/)
    expect(at('/routes/0/nowhere/at/all')).toMatch(/:19:5$/)
  })

  it('of a folder come to one whole, in the order of their names', () => {
    const own = mkdtempSync(join(folder, 'of-'))
    writeFileSync(join(own, 'b.yml'), 'sources: [{ name: two }]')
    writeFileSync(join(own, 'a.json'), '{"sources":[{"name":"one"}]}')
    writeFileSync(join(own, '.hidden.yaml'), 'sources: [{ name: none }]')
    writeFileSync(join(own, 'readme.md'), 'no YAML')
    const { wanted, at } = readDeclared(own, {}, isSecret)
    expect(wanted).toEqual({ sources: [{ name: 'one' }, { name: 'two' }] })
    expect(at('/sources/1/name')).toMatch(/b\.yml:1:19$/)
  })

  it('hold no secret: one that stands there is refused with where to put it, and not shown', () => {
    const text = `
sources:
  - { name: shop, scheme: shopify, secrets: [hush-hush] }
destinations:
  - { name: app, url: https://app.example.com/, secret: whsec_hush }
`
    const problems = problemsOf(text)
    expect(problems).toEqual([
      'countersign.yaml:3:46: a secret does not stand in the file. Name where it is: {env: NAME} or {file: PATH}.',
      'countersign.yaml:5:57: a secret does not stand in the file. Name where it is: {env: NAME} or {file: PATH}.',
    ])
    expect(problems.join()).not.toContain('hush')
  })

  it('hold no param that is a secret', () => {
    const text = "sources: [{ name: m, scheme: meta, params: { verifyToken: hush-hush, other: 'plain' } }]"
    const problems = problemsOf(text)
    expect(problems).toEqual([
      'countersign.yaml:1:59: a secret does not stand in the file. Name where it is: {env: NAME} or {file: PATH}.',
    ])
  })

  it.each([
    [
      'an unknown list',
      'sorces: []',
      '1:9: "sorces" is unknown. There are: sources, destinations, routes, connections.',
    ],
    ['a list that is none', 'sources: {name: a}', '1:10: "sources" must be a list.'],
    ['no lists', '- name: a', '1:1: must hold lists by name: sources, destinations, routes, connections.'],
    ['a key twice', 'routes: []\nroutes: []', '2:1: Map keys must be unique'],
    ['an end that is missing', 'sources: [{name: a', '1:19: Flow map'],
    [
      'a variable that is not set',
      'destinations: [{secret: {env: NOT_THERE}}]',
      '1:25: the variable NOT_THERE is not set.',
    ],
    [
      'a file that is not there',
      'destinations: [{secret: {file: not-there}}]',
      '1:25: the file not-there cannot be read (ENOENT).',
    ],
    ['both at once', 'destinations: [{secret: {env: A, file: B}}]', '1:25: a secret does not stand'],
  ])('tell of %s with its place', (_what, text, problem) => {
    const [first = ''] = problemsOf(text)
    expect(first).toContain(`countersign.yaml:${problem}`)
  })

  it('do not bring out what opens the gateway: its settings, its data folder, the files that settings name', () => {
    const data = mkdtempSync(join(folder, 'data-'))
    // Of a gateway whose store is in PostgreSQL.
    const other = mkdtempSync(join(folder, 'data-'))
    for (const name of ['running.json', 'token']) writeFileSync(join(other, name), 'x', { mode: 0o600 })
    for (const name of ['journal.sqlite', 'key']) writeFileSync(join(data, name), 'x', { mode: 0o600 })
    const token = written('the token', 'a-token')
    const text = (reference: string) => `destinations: [{ name: a, headers: { x: { ${reference} } } }]`
    expect(problemsOf(text('env: COUNTERSIGN_KEY'), { COUNTERSIGN_KEY: 'k' })[0]).toContain(
      'is a setting of the gateway',
    )
    expect(problemsOf(text(`file: ${join(data, 'key')}`))[0]).toContain('the gateway’s own')
    expect(problemsOf(text(`file: ${join(other, 'token')}`))[0]).toContain('the gateway’s own')
    symlinkSync(join(data, 'key'), join(folder, 'innocent'))
    expect(problemsOf(text('file: innocent'))[0]).toContain('the gateway’s own')
    expect(problemsOf(text('file: a-token'), { COUNTERSIGN_ADMIN_TOKEN_FILE: token })[0]).toContain(
      'the gateway’s own',
    )
    expect(problemsOf(text('file: a-token'))).toEqual([])
  })

  it('are refused within a moment where they would grow without end', () => {
    const bomb = Array.from({ length: 12 }, (_, at) =>
      at === 0
        ? 'a0: &a0 [x]'
        : `a${at}: &a${at} [${Array(9)
            .fill(`*a${at - 1}`)
            .join(', ')}]`,
    ).join('\n')
    expect(problemsOf(bomb)[0]).toContain('Excessive alias count')
    expect(problemsOf(`sources: ${'['.repeat(20_000)}`).length).toBeLessThanOrEqual(5)
    expect(problemsOf(`sources: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)[0]).toContain('nested too deep')
    expect(problemsOf('x'.repeat(9 * 1024 * 1024))[0]).toContain('larger than 8388608 bytes')
    expect(problemsOf(Buffer.from([0x73, 0xff, 0xfe]))[0]).toContain('is not UTF-8')
  })
})
