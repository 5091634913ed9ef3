import { describe, expect, it } from 'vitest'
import { CandidateView } from '../../src/configuration/event-view.ts'
import { compileFilter } from '../../src/configuration/filter.ts'

describe('an event as filters see it', () => {
  it.each([
    ['headers["x-kind"] == "a"', true],
    ['headers["x-kind"] == "b"', false],
    ['headers["x-list"] == "1, 2"', true],
    ['"x-kind" in headers && !("x-other" in headers)', true],
    ['headers["constructor"] == "c" && headers["__proto__"] == "p"', true],
    ['json.a == 1', true],
  ])('has headers and a body: %s', (text, expected) => {
    const headers = [
      ['x-kind', 'a'],
      ['x-list', '1'],
      ['x-list', '2'],
      ['constructor', 'c'],
      ['__proto__', 'p'],
    ] as const
    const view = new CandidateView('s', 't', 'verified', headers, Buffer.from('{"a":1}'), null)
    let failed = false
    const passed = compileFilter(text)(view, () => {
      failed = true
    })
    expect({ passed, failed }).toEqual({ passed: expected, failed: false })
  })

  it.each([
    ['{"a":1}', true],
    ['[1,1', false],
  ])('reads %j once, however many filters ask', (text, isJson) => {
    let reads = 0
    const event = {
      json: () => {
        reads++
        return JSON.parse(text)
      },
    }
    const view = new CandidateView('s', 't', 'verified', [], Buffer.from(text), event as never)
    for (let n = 0; n < 5; n++) {
      let failed = false
      const passed = compileFilter('json.a == 1')(view, () => {
        failed = true
      })
      expect({ passed, failed }).toEqual({ passed: isJson, failed: !isJson })
    }
    expect(reads).toBe(1)
  })

  const form = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const
  const interaction = `payload=${encodeURIComponent('{"type":"block_actions","id":9007199254740993}')}`
  it.each([
    [
      'form.command == "/deploy" && form.text == "to prod"',
      form,
      'command=%2Fdeploy&text=to+prod&text=again',
      true,
    ],
    ['has(form.command) && !has(form.constructor)', form, 'command=', true],
    ['json.type == "block_actions" && form.payload.startsWith("{")', form, interaction, true],
    ['json.id == 9007199254740993', form, interaction, true],
    ['json.id == 9007199254740992', form, interaction, false],
    ['form.command == "/deploy"', [], 'command=%2Fdeploy', null],
    ['has(form.command)', form, 'a&'.repeat(1_001), null],
    ['has(form.command)', [], '{"a":1}', null],
  ])('has the fields of a form: %s', (text, headers, body, expected) => {
    const view = new CandidateView('s', 't', 'verified', headers, Buffer.from(body), null)
    let failed = false
    const passed = compileFilter(text)(view, () => {
      failed = true
    })
    expect(failed ? null : passed).toBe(expected)
  })
})
