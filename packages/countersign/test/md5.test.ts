import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { md5 } from '../src/content/md5.ts'
import { platform } from '../src/platform/node.ts'

test('MD5 as Node has it, of every length around the borders of its blocks', () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (31 * i + length) & 0xff)
    expect(Buffer.from(md5(bytes)).toString('hex')).toBe(createHash('md5').update(bytes).digest('hex'))
    expect(platform.md5?.(bytes)).toBe(createHash('md5').update(bytes).digest('base64'))
  }
})
