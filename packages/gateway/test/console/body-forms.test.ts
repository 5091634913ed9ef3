import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { asCurl } from '../../../console/src/body/curl.ts'
import { openRows, pathOf, readJson } from '../../../console/src/body/json-rows.ts'
import { decode, hexLine, textLines } from '../../../console/src/body/text-lines.ts'

// What strangers send is shown as it is: no number becomes another, no depth and no length stops the page.

const shape = (text: string) => readJson(text).rows?.map(({ depth, key, text }) => [depth, key, text])

describe('JSON as lines', () => {
  it('keeps each number by its digits, two members of one name, and their order', () => {
    expect(shape('{"b":12345678901234567890,"1":1.10,"b":-0,"a":1e400}')).toEqual([
      [0, null, ''],
      [1, 'b', '12345678901234567890'],
      [1, '1', '1.10'],
      [1, 'b', '-0'],
      [1, 'a', '1e400'],
    ])
  })

  it('is as deep as what came', () => {
    const deep = readJson('['.repeat(10_000) + ']'.repeat(10_000))
    expect(deep.rows?.length).toBe(10_000)
    expect(deep.rows?.at(-1)?.depth).toBe(9999)
  })

  it('reads a string of a megabyte, and undoes its escapes', () => {
    const long = 'x"\\\n\u202e'.repeat(200_000)
    expect(readJson(JSON.stringify({ long })).rows?.[1]?.text === long).toBe(true)
  })

  it('says from where on a text is none', () => {
    for (const [text, fault] of [
      ['{"a":1,}', 7],
      ['[1 2]', 3],
      ['{"a" 1}', 5],
      ['01', 1],
      ['{"a":"\n"}', 5],
      ['["\\x"]', 1],
      ['nul', 0],
      ['', 0],
      ['{"a":1', 6],
      ['"a', 0],
    ] as const)
      expect([text, readJson(text).fault]).toEqual([text, fault])
    for (const text of ['0', ' [ ] ', '{}', '"\\ud83d"', 'true', '{"":{"":[null]}}'])
      expect([text, readJson(text).fault]).toEqual([text, null])
  })

  it('closes what lies within, and names where a value lies', () => {
    const rows = readJson('{"order":{"items":[{"id":1},{"id":2}]},"z":0}').rows ?? []
    expect(openRows(rows, new Set([2]))).toEqual([0, 1, 2, 7])
    expect(pathOf(rows, 6)).toEqual(['order', 'items', 1, 'id'])
    expect(pathOf(rows, 7)).toEqual(['z'])
  })
})

it('cuts a line of a megabyte into rows, and no character in two', () => {
  const lines = textLines(`${'😀'.repeat(300_000)}\nsecond`)
  expect(lines.every(({ text }) => text.length <= 2000 && !/\p{Cs}/u.test(text))).toBe(true)
  expect(lines.map(({ number }) => number).filter((number) => number !== null)).toEqual([1, 2])
})

it('shows bytes that are no text as bytes', () => {
  expect(decode(Uint8Array.of(0xff, 0x41))).toEqual({ text: '\ufffdA', isUtf8: false })
  expect(hexLine(Uint8Array.of(0, 0x41, 0xff), 0)).toEqual({
    offset: '00000000',
    digits: '00 41 ff  ',
    looks: '·A·',
  })
})

describe('a command that sends it again', () => {
  /** What a shell makes of it, with `printf` in curl's place. */
  const words = (command: string): string[] =>
    execFileSync('bash', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], { encoding: 'utf8' }).split(
      '\0',
    )

  it('is what came, letter by letter, and runs nothing', () => {
    const body = new TextEncoder().encode(`{"a":"it's $(id) \`id\` \\n","b":"\u202e\u001b[2J"}\n`)
    const command = asCurl({
      method: 'POST',
      headers: {
        'x-note': "a'b\\c",
        'x-escape': '\u001b]0;owned\u0007',
        host: 'elsewhere',
        many: ['1', '2'],
      },
      body,
      url: 'http://localhost:3000/',
    })
    expect(/(?!\n)[\p{Cc}\p{Cf}]/u.test(command)).toBe(false)
    expect(words(command).slice(0, -1)).toEqual([
      'http://localhost:3000/',
      ...['-X', 'POST'],
      ...['-H', "x-note: a'b\\c"],
      ...['-H', 'x-escape: \u001b]0;owned\u0007'],
      ...['-H', 'many: 1', '-H', 'many: 2'],
      ...['--data-raw', new TextDecoder().decode(body)],
    ])
  })

  it('has curl read no file of who pastes it, and keeps a header without a value', () => {
    const body = new TextEncoder().encode('@/etc/hostname')
    const headers = { '@/etc/hosts': '1', 'x-at': '@/etc/hosts', 'x-none': '' }
    const command = asCurl({ method: 'POST', headers, body, url: 'http://localhost:3000/' })
    expect(words(command).slice(3, -1)).toEqual([
      ...['-H', 'x-at: @/etc/hosts', '-H', 'x-none;'],
      ...['--data-raw', '@/etc/hostname'],
    ])
  })

  it('gives a body with a NUL, or that is no text, by its bytes', () => {
    const body = Uint8Array.of(0x41, 0, 0xff)
    const command = asCurl({ method: 'PUT', headers: {}, body, url: 'http://localhost:3000/' })
    const out = execFileSync('bash', ['-c', `curl() { cat; }; ${command}`])
    expect([...out]).toEqual([...body])
  })
})
