import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compileFilter,
  type EventView,
  FilterRefused,
  longestFilter,
} from '../../src/configuration/filter.ts'

function view(more: Partial<EventView> = {}): EventView {
  return {
    source: 'webex',
    type: 'messages.created',
    verdict: 'verified',
    size: 100,
    headers: { 'content-type': 'application/json', 'x-kind': 'a' },
    json: () => ({ data: { roomType: 'group', n: 5, list: [1, 2, 3], none: null } }),
    ...more,
  }
}

describe('a filter', () => {
  test.each([
    ['type == "messages.created"', true],
    ['type.startsWith("messages.") && verdict == "verified"', true],
    ['source == "other"', false],
    ['json.data.roomType == "group" && json.data.n > 3', true],
    ['json.data.n == 5 && json.data.n in [4, 5]', true],
    ['json.data.list.exists(n, n == 2)', true],
    ['json.data.list.filter(n, n > 1).exists(n, n == 3)', true],
    ['has(json.data.roomType) && !has(json.data.other)', true],
    ['json.data.none == null', true],
    ['headers["x-kind"] == "a"', true],
    ['"x-missing" in headers', false],
    ['type.matches("^(a+)+$")', false],
    ['type(json.data.n) == double', true],
    ['true', true],
  ])('%s', (text, expected) => {
    expect(compileFilter(text)(view())).toBe(expected)
  })

  test.each([
    ['json.kind == "a"', true],
    ['json.data.constructor == "Ferrari"', true],
    ['json["$typeName"] == "google.protobuf.Struct"', true],
    ['json.fields.kind == "b"', true],
    ['has(json.kind) && !has(json.toString)', true],
    ['json.all(key, key != "q") && size(json) == 7', true],
    ['json.list.exists(one, one.kind == "a")', true],
    ['json.list.map(one, one.kind) == ["z", "a"] && json.list[1].kind == "a"', true],
    ['json.list[0] == {"kind": "z", "constructor": null}', true],
    ['json.none == null && json.list == json.list', true],
    ['headers["x-kind"] == "a" && headers["constructor"] == "x"', true],
  ])('takes what a sender calls constructor or $typeName for a field: %s', (text, expected) => {
    const body: Record<string, unknown> = {
      kind: 'a',
      constructor: 'Benetton',
      $typeName: 'google.protobuf.Struct',
      fields: { kind: 'b', constructor: {} },
      data: { constructor: 'Ferrari', $typeName: 7 },
      list: [
        { kind: 'z', constructor: null },
        { kind: 'a', $typeName: 'google.protobuf.Any' },
      ],
    }
    const json = (): unknown => JSON.parse(JSON.stringify({ ...body, none: null }))
    const headers = { 'x-kind': 'a', constructor: 'x' }
    let failed = false
    const passed = compileFilter(text)(view({ json, headers }), () => {
      failed = true
    })
    expect({ passed, failed }).toEqual({ passed: expected, failed: false })
  })

  test('reads the body only where the expression comes to it', () => {
    let read = 0
    const json = (): unknown => {
      read++
      return {}
    }
    const filter = compileFilter('type == "x" && json.a == 1')
    expect(filter(view({ json }))).toBe(false)
    expect(read).toBe(0)
    expect(filter(view({ json, type: 'x' }))).toBe(false)
    expect(read).toBe(1)
  })

  test.each([
    'json.data.missing == 1',
    'json.data.n',
    'headers["x-missing"] == "a"',
    'json.data.n + "a" == "b"',
    '1 / 0 == 1',
  ])('that fails lets nothing pass and is counted: %s', (text) => {
    let errors = 0
    expect(compileFilter(text)(view(), () => errors++)).toBe(false)
    expect(errors).toBe(1)
  })

  test('lets nothing pass of a body that is no JSON', () => {
    const json = (): never => {
      throw new SyntaxError('no JSON')
    }
    let errors = 0
    expect(compileFilter('json.a == 1')(view({ json }), () => errors++)).toBe(false)
    expect(errors).toBe(1)
  })
})

describe('a macro', () => {
  test.each([
    'json.l.exists(x, x == json.n)',
    'json.l.exists(x, x.room == json.room && json.kind == "a")',
    'json.l.exists(x, x in [json.a, json.b, 3])',
    'json.l.exists(x, x.name.startsWith(json.prefix))',
    'json.l.exists(x, json.known in x.tags)',
    'json.l.exists(x, x > json.n - 1)',
    'json.l.exists(x, has(json.other) || type(json.n) == int)',
    'json.l.map(x, json.l).size() == 3',
    'json.l.filter(x, x > 1).all(json, json.contains("a") || json in json.l)',
    'json.l.exists_one(x, json.m[x.id] == 1)',
  ])('may compare with the rest of the event: %s', (text) => {
    expect(() => compileFilter(text)).not.toThrow()
  })

  test.each([
    'json.l.all(x, x in json.l)',
    'json.l.all(x, !(x in json["l"]))',
    'json.l.all(x, json.l == json.l)',
    'json.l.all(x, [json.l] == [json.l])',
    'json.l.all(x, json.t.contains("a"))',
    'json.l.all(x, json.t.matches(x))',
    'json.l.all(x, size(json.t) > x)',
    'json.l.all(x, (json.l + json.l).size() > 1)',
    'json.l.all(x, (x ? json.t : "").contains("a"))',
    'json.l.all(x, x in dyn(json.l))',
    'headers.all(name, "a" in headers)',
  ])('may not look through it in each turn: %s', (text) => {
    expect(() => compileFilter(text)).toThrow(/not look through/)
  })
})

describe('a filter that cannot be used is refused with its place', () => {
  test.each([
    ['', null],
    ['   ', null],
    ['type ==', 6],
    ['type == "a" && nosuch == 1', 16],
    ['json.list.all(a, json.list.all(b, a == b))', null],
    ['x'.repeat(longestFilter + 1), null],
  ])('%s', (text, column) => {
    const refused = (): FilterRefused => {
      try {
        compileFilter(text)
      } catch (error) {
        if (error instanceof FilterRefused) return error
      }
      throw new Error('it was taken')
    }
    const error = refused()
    expect(error.code).toBe('ERR_FILTER')
    if (column !== null) expect(error.column).toBe(column)
  })

  test('no text does anything but compile or be refused', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: fc.constantFrom(...'json.type()[]"\'&|!=<>+-*/?:,{} a1\n') }),
        (text) => {
          try {
            expect(typeof compileFilter(text)(view())).toBe('boolean')
          } catch (error) {
            expect(error).toBeInstanceOf(FilterRefused)
          }
        },
      ),
    )
  })

  test('parentheses without end do not overflow the stack of the gateway', () => {
    expect(() => compileFilter(`${'('.repeat(2000)}true${')'.repeat(2000)}`)).not.toThrow(RangeError)
  })
})

describe('a pattern', () => {
  test.each([
    ['json.s.matches("^a+b$")', 'aab', true],
    ['json.s.matches("^a+b$")', 'aac', false],
    [`json.s.matches(r'^\\d+$') && type == ""`, '12', true],
    [`json.s.matches('${'a?'.repeat(128)}')`, 'a', true],
  ])('may be a literal: %s of %s', (text, s, expected) => {
    expect(compileFilter(text)(view({ type: '', json: () => ({ s }) }))).toBe(expected)
  })

  test.each([
    ['json.s.matches(json.s)', /literal text\. \(column 7\)/],
    ['json.s.matches("a" + json.s)', /literal text/],
    ['json.s.matches(1)', /literal text/],
    ['json.s.matches()', /literal text/],
    ['matches(json.s, type)', /literal text/],
    ['true || [json.s.matches(type)] == [true]', /literal text/],
    ['[json.s.matches(type)].exists(x, x)', /literal text/],
    [`json.s.matches('${'a'.repeat(257)}')`, /longer than 256/],
    ['json.l.exists(x, x.matches("^a"))', /may not use matches/],
    ['json.l.filter(x, x.id.matches("^a")).size() > 1', /may not use matches/],
  ])('may not cost more than the body does: %s', (text, message) => {
    expect(() => compileFilter(text)).toThrow(message)
  })
})
