import { readdirSync, readFileSync } from 'node:fs'
import { errorCodes } from 'countersign'
import { expect, test } from 'vitest'

const root = new URL('../src/', import.meta.url)

/** The docstrings that tell what is thrown, by the file that they stand in. */
const docstrings = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, root), 'utf8')
    return (text.match(/\/\*\*[\s\S]*?\*\//g) ?? []).map((doc) => ({ file, doc }))
  })
  .filter(({ doc }) => doc.includes('@throws'))

test('what is thrown is told by codes of the closed list, before the example', () => {
  for (const { file, doc } of docstrings) {
    for (const [line, what = ''] of doc.matchAll(/@throws(.*)/g)) {
      const code = /^ \{WebhookError\} (?:(ERR_\w+)|all of \{@link \w+\})/.exec(what)
      expect(`${file}: ${line} ${code !== null}`).toBe(`${file}: ${line} true`)
      if (code?.[1] !== undefined) expect(Object.keys(errorCodes)).toContain(code[1])
    }
    const example = doc.indexOf('@example')
    if (example >= 0) expect(doc.lastIndexOf('@throws'), file).toBeLessThan(example)
  }
})

test('every code is told by somebody', () => {
  const told = new Set(
    docstrings.flatMap(({ doc }) => doc.match(/(?<=@throws \{WebhookError\} )ERR_\w+/g) ?? []),
  )
  expect([...told].sort()).toEqual(Object.keys(errorCodes).sort())
})
