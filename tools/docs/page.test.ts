import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { brokenLinks } from './links.ts'
import { anchorOf, parsePage } from './page.ts'
import { root } from './pages.ts'

describe('a page', () => {
  test('has anchors as GitHub makes them', () => {
    expect(anchorOf('The gateway’s `second` signature, v1.0')).toBe('the-gateways-second-signature-v10')
    const { anchors } = parsePage('x.md', '# Once\n\n## Twice\n\n## Twice\n\n### ERR_SIGNATURE_MISSING\n')
    expect([...anchors]).toEqual(['once', 'twice', 'twice-1', 'err_signature_missing'])
  })

  test('has no links or headings inside code', () => {
    const page = parsePage('x.md', '```sh\n# no heading\n[a](b)\n```\n`[c](d)` [e](f)\n')
    expect(page.anchors.size).toBe(0)
    expect(page.links).toEqual([{ target: 'f', line: 5 }])
    expect(page.blocks).toEqual([{ language: 'sh', marks: [], code: '# no heading\n[a](b)\n', line: 1 }])
  })

  test('may indent code below a list', () => {
    const { blocks } = parsePage('x.md', '1. one\n\n   ```sh\n   a \\\n     b\n   ```\n')
    expect(blocks).toEqual([{ language: 'sh', marks: [], code: 'a \\\n  b\n', line: 3 }])
  })

  test('must close its code blocks', () => {
    expect(() => parsePage('x.md', 'a\n```ts\n')).toThrow('x.md:2')
  })
})

describe('links', () => {
  test('that lead nowhere are named by page and line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-docs-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const one = '# One\n[fine](two.md#two) [fine](#one) [far](https://example.com/x#y)\n[gone](three.md)\n'
    const two = '# Two\n[no heading](one.md#nine)\n[outside](../secret.md)\n'
    await writeFile(join(folder, 'one.md'), one)
    await writeFile(join(folder, 'two.md'), two)
    expect(brokenLinks([parsePage('one.md', one), parsePage('two.md', two)], folder)).toEqual([
      'one.md:3: there is no three.md',
      'two.md:2: one.md has no heading #nine',
      'two.md:3: there is no ../secret.md',
    ])
  })

  test('of a README that npm shows name whole addresses, and lead to a file and a heading all the same', () => {
    const whole = 'https://github.com/countersign/countersign/blob/main/'
    const text = `# Here\n[a](one.md)\n[b](${whole}README.md)\n[c](${whole}none.md) [d](${whole}README.md#nine)\n[e](#here)\n[f](../../README.md)\n`
    const pages = [parsePage('packages/countersign/README.md', text), parsePage('README.md', '# Top\n')]
    expect(brokenLinks(pages, root)).toEqual([
      'packages/countersign/README.md:2: there is no packages/countersign/one.md',
      'packages/countersign/README.md:4: there is no none.md',
      'packages/countersign/README.md:4: README.md has no heading #nine',
      `packages/countersign/README.md:6: npm shows this page, where ../../README.md may lead elsewhere: write ${whole}README.md`,
    ])
  })
})
