import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PythonFloat, type PythonValue, pythonJson } from '../src/python-json.ts'

const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : null
if (python === null)
  console.warn('skipped: python3 is not on this machine, so json.dumps itself is not asked')

/** Reads lines of JSON (floats keep their point in Python) and dumps each again. */
const dumps =
  'import json,sys\nfor line in sys.stdin.buffer:\n  sys.stdout.write(json.dumps(json.loads(line)) + "\\n")\n'

describe('pythonJson', () => {
  test('spaces, escapes and floats as Python writes them', () => {
    expect(pythonJson({ event: 'update', list: [1, true, null], none: {} })).toBe(
      '{"event": "update", "list": [1, true, null], "none": {}}',
    )
    expect(pythonJson('Größe 🦇 "q" \\ \n\u007f')).toBe(
      '"Gr\\u00f6\\u00dfe \\ud83e\\udd87 \\"q\\" \\\\ \\n\\u007f"',
    )
    expect(pythonJson(new PythonFloat(1649922777))).toBe('1649922777.0')
    expect(pythonJson(1649922777.279)).toBe('1649922777.279')
    expect(pythonJson([1e16, new PythonFloat(1e16), 1e-5, new PythonFloat(-0), 123456789012345680000])).toBe(
      '[1e+16, 1e+16, 1e-05, -0.0, 1.2345678901234568e+20]',
    )
  })

  test.runIf(python)('the same bytes as json.dumps of a real Python', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('é', '\u2028', '\ud83e\udd87'),
    )
    const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new PythonFloat(value))
    const value: fc.Arbitrary<PythonValue> = fc.letrec<{ node: PythonValue }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        float,
        text,
        fc.array(tie('node'), { maxLength: 4 }),
        // A plain object would order number-like names first, which is JavaScript's way and not what is tested.
        fc.dictionary(
          text.map((name) => `k${name}`),
          tie('node'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).node
    const samples = fc.sample(value, { numRuns: 2000, seed: 7 })
    const written = samples.map(pythonJson)
    const answer = spawnSync(python ?? '', ['-c', dumps], {
      input: `${written.join('\n')}\n`,
      maxBuffer: 1 << 28,
    })
    expect(answer.stderr.toString()).toBe('')
    expect(answer.stdout.toString().trimEnd().split('\n')).toEqual(written)
  })
})
