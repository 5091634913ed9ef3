import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBytes, readSignatureInput } from '../src/engines/message-signature/signature-input.ts'
import { installApart, installMs } from './frameworks/apart.ts'

// Structured fields (RFC 8941, and 9651 after it) as far as Signature-Input, Signature and Content-Digest use them: a
// dictionary of lists of strings, or of bytes. What the specification allows beside that is refused.

/** Label, components with their parameters, and parameters of each member. */
const inputs = (text: string): unknown =>
  readSignatureInput(text)?.map(({ label, components, params }) => [
    label,
    components.map((one) =>
      Object.keys(one.params).length === 0 ? one.name : [one.name, { ...one.params }],
    ),
    { ...params },
  ])
const bytes = (text: string): unknown => {
  const found = readBytes(text)
  return found && [...found]
}

describe('a dictionary of lists', () => {
  test.each([
    // Section 3.2 and 4.2.2: a dictionary.
    ['a=()', [['a', [], {}]]],
    ['a=("x")', [['a', ['x'], {}]]],
    ['  a=("x")', [['a', ['x'], {}]]],
    ['a=("x")  ', [['a', ['x'], {}]]],
    ['a=("x")\t', [['a', ['x'], {}]]],
    [
      'a=("x"),b=()',
      [
        ['a', ['x'], {}],
        ['b', [], {}],
      ],
    ],
    [
      'a=("x") \t,\t b=()',
      [
        ['a', ['x'], {}],
        ['b', [], {}],
      ],
    ],
    ['*=()', [['*', [], {}]]],
    ['a-b_c.d*9=()', [['a-b_c.d*9', [], {}]]],
    // Section 3.1.1 and 4.2.1.2: an inner list.
    ['a=( "x" )', [['a', ['x'], {}]]],
    ['a=("x"   "y")', [['a', ['x', 'y'], {}]]],
    [
      'a=("x";p "y";q=2)',
      [
        [
          'a',
          [
            ['x', { p: true }],
            ['y', { q: 2 }],
          ],
          {},
        ],
      ],
    ],
    // Section 3.1.2 and 4.2.3.2: parameters.
    ['a=();p', [['a', [], { p: true }]]],
    ['a=();  p=1;q', [['a', [], { p: 1, q: true }]]],
    ['a=();*=1', [['a', [], { '*': 1 }]]],
    // Section 3.3: items.
    ['a=();p=0;q=-0;r=00042', [['a', [], { p: 0, q: -0, r: 42 }]]],
    [
      'a=();p=999999999999999;q=-999999999999999',
      [['a', [], { p: 999_999_999_999_999, q: -999_999_999_999_999 }]],
    ],
    ['a=();p=""', [['a', [], { p: '' }]]],
    ['a=();p="a \\" \\\\ b"', [['a', [], { p: 'a " \\ b' }]]],
    ['a=();p=?0;q=?1', [['a', [], { p: false, q: true }]]],
    ["a=();p=*a!#$%&'*+-.^_`|~:/9", [['a', [], { p: "*a!#$%&'*+-.^_`|~:/9" }]]],
  ])('%s', (text, expected) => {
    expect(inputs(text)).toEqual(expected)
  })

  test.each([
    ['a', 'no value, which is true'],
    ['a=', 'no value'],
    ['\ta=()', 'a tab before the first'],
    ['a =()', 'a blank before ='],
    ['a= ()', 'a blank behind ='],
    ['A=()', 'a label in capitals'],
    ['9=()', 'a label that begins with a digit'],
    ['-a=()', 'a label that begins with a sign'],
    ['a=(),', 'a comma at the end'],
    [',a=()', 'a comma at the beginning'],
    ['a=(),,b=()', 'two commas'],
    ['a=() b=()', 'no comma'],
    ['a=();b=()', 'a list as a parameter'],
    ['a=(', 'a list without end'],
    ['a=("x"', 'a list without end behind an item'],
    ['a=("x" ', 'a list without end behind a blank'],
    ['a=("x""y")', 'no blank between items'],
    ['a=("x"\t"y")', 'a tab between items'],
    ['a=("x","y")', 'a comma between items'],
    ['a=("x" ;p)', 'a blank before a parameter'],
    ['a=("x";)', 'a parameter without a name'],
    ['a=(("x"))', 'a list in a list'],
    ['a=() ;p', 'a blank before a parameter of the list'],
    ['a=();\tp', 'a tab before the name of a parameter'],
    ['a=();P=1', 'a parameter in capitals'],
    ['a=();p =1', 'a blank behind the name'],
    ['a=();p= 1', 'a blank before the value'],
    ['a=();p=', 'no value of a parameter'],
    ['a=();p=-', 'a sign alone'],
    ['a=();p=--1', 'two signs'],
    ['a=();p=+1', 'a plus'],
    ['a=();p=1000000000000000', 'sixteen digits'],
    ['a=();p=1.', 'a point alone'],
    ['a=();p=?2', 'a truth value that is none'],
    ['a=();p=?', 'a question mark alone'],
    ['a=();p=?true', 'a truth value in words'],
    ['a=();p="x', 'a text without end'],
    ['a=();p="x\\', 'a text that ends in a backslash'],
    ['a=();p="\\x"', 'another letter behind a backslash'],
    ['a=();p="\t"', 'a tab in a text'],
    ['a=();p="\u007f"', 'a control character in a text'],
    ['a=();p="é"', 'a letter beyond ASCII in a text'],
    ["a=();p='x'", 'single quotes'],
    ['a=();p=a b', 'something behind'],
    ['a=()x', 'something behind a list'],
  ])('%s is none: %s', (text) => {
    expect(inputs(text)).toBeUndefined()
  })

  test.each([
    ['', 'nothing at all'],
    ['a=1', 'an item in place of a list'],
    ['a=:YQ==:', 'bytes in place of a list'],
    ['a=(x)', 'a token in a list'],
    ['a=(1)', 'a number in a list'],
    ['a=("X")', 'a name in capitals: section 2.1 of RFC 9421 wants lower case'],
    ['a=("x" "x")', 'an item twice: section 2.5 of RFC 9421'],
    ['a=("x";p "x";p)', 'an item with its parameters twice'],
    ['a=(),a=()', 'a label twice, of which the last would count'],
    ['a=();p=1;p=2', 'a parameter twice, of which the last would count'],
    ['a=();p=1.5', 'a decimal'],
    ['a=();p=:YQ==:', 'bytes as a parameter'],
    ['a=();p=@1700000000', 'a date (RFC 9651)'],
    ['a=();p=%"x"', 'a text for display (RFC 9651)'],
  ])('%s, which the specification allows, is refused: %s', (text) => {
    expect(inputs(text)).toBeUndefined()
  })

  test('of more than eight members, 64 items or 8 KiB is refused', () => {
    const members = (count: number): string => Array.from({ length: count }, (_, at) => `a${at}=()`).join()
    const items = (count: number): string =>
      `a=(${Array.from({ length: count }, (_, at) => `"x${at}"`).join(' ')})`
    const long = (size: number): string => `a=();p="${'x'.repeat(size - 9)}"`
    expect([members(8), items(64), long(8192)].map((text) => inputs(text) !== undefined)).toEqual([
      true,
      true,
      true,
    ])
    expect([members(9), items(65), long(8193)].map(inputs)).toEqual([undefined, undefined, undefined])
  })
})

test.each([
  ['a=:YQ==:', [['a', 'YQ==']]],
  ['a=::', [['a', '']]],
  [
    'a=:YQ==:;p=1, b=:/+8=:',
    [
      ['a', 'YQ=='],
      ['b', '/+8='],
    ],
  ],
  // Section 4.2.7 lets padding be absent; what is no base64 in its one spelling is refused where it is decoded.
  ['a=:YQ:', [['a', 'YQ']]],
  ['a=:YQ==', undefined],
  ['a=YQ==:', undefined],
  ['a=:YQ= =:', undefined],
  ['a=:Y-_Q:', undefined],
  ['a=:Y\nQ:', undefined],
  ['a=YQ', undefined],
  ['a', undefined],
  ['a=:YQ==:,a=:Yg==:', undefined],
  ['a=:YQ==:;p=1;p=2', undefined],
])('bytes: %s', (text, expected) => {
  expect(bytes(text)).toEqual(expected)
})

const all = process.env.COUNTERSIGN_TEST_SDKS === 'all'
if (!all) console.warn('COUNTERSIGN_TEST_SDKS=all reads beside structured-headers: SKIPPED.')

describe.runIf(all)('beside structured-headers', () => {
  type Items = readonly (readonly [unknown, ReadonlyMap<string, unknown>])[]
  interface Peer {
    parseDictionary(
      text: string,
    ): ReadonlyMap<string, readonly [Items | ArrayBuffer, ReadonlyMap<string, unknown>]>
  }
  const piece = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('a=("x" "y");created=1', 'b=("@method";req)', 'c=()', 'd=:YQ==:'),
    },
    fc.constantFrom(
      ',',
      ', ',
      ' ',
      '\t',
      ';',
      ';p',
      ';p=1',
      ';q="s"',
      '(',
      ')',
      '"x"',
      '"',
      '\\',
      ':',
      '=',
      '?1',
      'a',
      '9',
      '-',
      '.',
    ),
  )
  const plain = (value: unknown): unknown => (typeof value === 'object' ? String(value) : value)

  test(
    'what is read here is read there, to the same',
    async () => {
      const folder = await installApart('structured-headers', { 'structured-headers': '2.1.0' })
      const { href } = pathToFileURL(`${folder}/node_modules/structured-headers/dist/index.js`)
      const { parseDictionary } = (await import(href)) as Peer
      let read = 0
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
          const text = pieces.join('')
          const ours = readSignatureInput(text)
          if (ours === undefined) return
          read++
          const theirs = [...parseDictionary(text)].map(([label, [items, params]]) => [
            label,
            (items as Items).map(([name, more]) => [
              name,
              [...more].map(([key, value]) => [key, plain(value)]),
            ]),
            [...params].map(([key, value]) => [key, plain(value)]),
          ])
          expect([
            text,
            ours.map(({ label, components, params }) => [
              label,
              components.map((one) => [one.name, Object.entries(one.params)]),
              Object.entries(params),
            ]),
          ]).toEqual([text, theirs])
        }),
        { numRuns: 20_000 },
      )
      expect(read).toBeGreaterThan(500)
    },
    installMs + 50_000,
  )
})
