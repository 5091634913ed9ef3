import { utf8 } from '../message/encoding.ts'
import { compact, type JsonStyle, python, pythonText, respace } from './respace.ts'
import type { Trial } from './trial.ts'

function escaped(hex: (code: string) => string, characters: RegExp): (json: string) => string {
  const write = (one: string): string => `\\u${hex(one.charCodeAt(0).toString(16).padStart(4, '0'))}`
  return (json) => json.replaceAll(characters, write)
}

/** Go’s encoding/json and Ruby on Rails write these so; they stand nowhere but in strings. */
const html = escaped((code) => code, /[<>&\u2028\u2029]/g)
/** .NET’s System.Text.Json, beyond quotes within strings. */
const dotnet = escaped((code) => code.toUpperCase(), /[<>&'+`\u0080-\uffff]/g)

function slashes(json: string): string {
  return json.replaceAll('/', '\\/')
}

/** Without the escapes that PHP writes before slashes; a backslash that is escaped itself stays. */
function unslashed(json: string): string {
  return json.replaceAll(/\\(.)/g, (whole, one: string) => (one === '/' ? one : whole))
}

function ascii(style: JsonStyle): JsonStyle {
  return { ...style, ascii: 'escape' }
}

/** The value with all keys in their order, as Go writes its maps, and Python with sort_keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}

/** As several writers would have written the text. */
function writings(json: string, value: unknown): [style: string, text: string][] {
  // What was received may have PHP's escapes, which hardly anybody else writes.
  const bare = unslashed(json)
  const dumps = respace(bare, python)
  const tight = respace(bare, compact)
  const plain = respace(bare, { ...compact, ascii: 'unescape' })
  return [
    ['compact JSON, with its escapes as they came', respace(json, compact)],
    ['compact JSON', tight],
    ['JSON.stringify and Ruby’s JSON.generate write it', JSON.stringify(value)],
    ['Python’s json.dumps writes it', dumps],
    // JavaScript writes 1649922777.0 as 1649922777: SeaTable's op_time has lost its fraction.
    [
      'Python’s json.dumps writes it, whole seconds with .0',
      dumps.replace(/("op_time": \d+)([,}])/, '$1.0$2'),
    ],
    ['Python’s json.dumps writes it without escapes', respace(bare, pythonText)],
    ['JSON with an indent of two', JSON.stringify(value, null, 2)],
    ['JSON with an indent of four', JSON.stringify(value, null, 4)],
    ['JSON with tabs', JSON.stringify(value, null, '\t')],
    ['compact JSON with escaped slashes', slashes(tight)],
    ['PHP’s json_encode writes it', slashes(respace(bare, ascii(compact)))],
    ['PHP’s json_encode writes it for people', slashes(JSON.stringify(value, null, 4))],
    ['compact ASCII JSON', respace(bare, ascii(compact))],
    ['compact JSON without escapes', plain],
    ['Go’s encoding/json and Ruby on Rails write it', html(plain)],
    ['.NET’s System.Text.Json writes it', dotnet(plain)],
  ]
}

/** As writers that sort keys would have written it. */
function sortings(value: unknown): [style: string, text: string][] {
  const text = JSON.stringify(sorted(value))
  return [
    ['compact JSON with sorted keys', text],
    ['Go writes its maps', html(text)],
    ['Python’s json.dumps with sort_keys writes it', respace(text, python)],
    ['compact ASCII JSON with sorted keys', respace(text, ascii(compact))],
  ]
}

/** The body as JSON in other spellings; none where it is no JSON. */
export function jsonTrials(json: string): readonly Trial[] {
  try {
    const value: unknown = JSON.parse(json)
    const trial = (code: 'body-rewritten' | 'body-keys-moved', [style, body]: [string, string]): Trial => ({
      body: utf8(body),
      changes: [{ code, evidence: `Written as ${style}, the body has the signature that was sent.` }],
    })
    const written = writings(json, value)
    const known = new Set([json])
    const fresh = ([, text]: [string, string]): boolean => !known.has(text) && known.add(text) !== undefined
    return [
      ...written.filter(fresh).map((one) => trial('body-rewritten', one)),
      ...sortings(value)
        .filter(fresh)
        .map((one) => trial('body-keys-moved', one)),
    ]
  } catch {
    // No JSON; or JSON.stringify overflows the stack on what JSON.parse can still read.
    return []
  }
}
