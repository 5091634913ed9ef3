import { utf8 } from '../message/encoding.ts'
import {
  type Escapes,
  escaped,
  escapes,
  type Layout,
  layouts,
  type Pieces,
  piecesOf,
  plain,
  written,
} from './json-writers.ts'
import type { Trial } from './trial.ts'

/** Beyond this, in characters, a body is written as the usual writers do alone. */
const mostForAll = 32_768

/** What usual writers write, the likeliest first. */
const usual: readonly [style: string, layout: Layout, escapes: Escapes][] = [
  ['compact JSON without escapes', layouts.compact, escapes.none],
  ['Python’s json.dumps writes it', layouts.spaced, escapes.ascii],
  ['Python’s json.dumps writes it without escapes', layouts.spaced, escapes.none],
  ['JSON with an indent of two', layouts.two, escapes.none],
  ['JSON with an indent of four', layouts.four, escapes.none],
  ['JSON with tabs', layouts.tab, escapes.none],
  ['compact JSON with escaped slashes', layouts.compact, escapes.slashes],
  ['PHP’s json_encode writes it', layouts.compact, escapes.php],
  ['PHP’s json_encode writes it for people', layouts.four, escapes.php],
  ['compact ASCII JSON', layouts.compact, escapes.ascii],
  ['Go’s encoding/json and Ruby on Rails write it', layouts.compact, escapes.html],
  ['.NET’s System.Text.Json writes it', layouts.compact, escapes.dotnet],
]

/** The value as compact JSON with all keys in their order, as Go writes its maps, and Python with sort_keys. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(',')}}`
}

/** Whoever sorts keys writes one of these. */
const sorting = usual.filter(
  ([, { indent }, how]) =>
    indent === undefined && [escapes.none, escapes.ascii, escapes.html].some((one) => one === how),
)

type Written = readonly [style: string, text: string | undefined]

/** As several writers would have written it. */
function usually(pieces: Pieces, writers = usual): Written[] {
  return writers.map(([style, layout, how]) => [style, written(escaped(pieces, how), layout)])
}

/** In each layout with each kind of escapes, without and with a line end behind. */
function* always(pieces: Pieces): Generator<Written> {
  for (const how of Object.values(escapes)) {
    const all = escaped(pieces, how)
    for (const layout of Object.values(layouts)) {
      const text = written(all, layout)
      const style = `${layout.title}, with ${how.title}`
      yield [style, text]
      yield [`${style} and a line end`, text === undefined ? undefined : `${text}\n`]
    }
  }
}

/** The body as JSON in other spellings; none where it is no JSON. */
export function jsonTrials(json: string): readonly Trial[] {
  try {
    const value: unknown = JSON.parse(json)
    const came = piecesOf(json)
    const bare = plain(came)
    const dumps = written(escaped(bare, escapes.ascii), layouts.spaced)
    const parsed = piecesOf(JSON.stringify(value))
    const inOrder = piecesOf(sorted(value))
    const known = new Set<string | undefined>([json, undefined])
    const trials: Trial[] = []
    const add = (code: 'body-rewritten' | 'body-keys-moved', all: Iterable<Written>, rare = false): void => {
      for (const [style, text] of all) {
        if (text === undefined || known.has(text)) continue
        known.add(text)
        const evidence = `Written as ${style}, the body has the signature that was sent.`
        trials.push({ body: utf8(text), changes: [{ code, evidence }], ...(rare && { rare }) })
      }
    }
    add('body-rewritten', [
      ['compact JSON, with its escapes as they came', written(came, layouts.compact)],
      ['JSON.stringify and Ruby’s JSON.generate write it', written(parsed, layouts.compact)],
      ...usually(bare),
      // JavaScript writes 1649922777.0 as 1649922777: SeaTable's op_time has lost its fraction.
      [
        'Python’s json.dumps writes it, whole seconds with .0',
        dumps?.replace(/("op_time": \d+)([,}])/, '$1.0$2'),
      ],
    ])
    add('body-keys-moved', usually(inOrder, sorting))
    if (json.length > mostForAll) return trials
    add('body-rewritten', always(bare), true)
    add('body-rewritten', always(parsed), true)
    add('body-keys-moved', always(inOrder), true)
    return trials
  } catch {
    // No JSON; or JSON.stringify overflows the stack on what JSON.parse can still read.
    return []
  }
}
