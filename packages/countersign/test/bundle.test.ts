import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))

/** By the program, where there is one: what Node has packs a bundle of this size into some fifty bytes less. */
function packed(code: string): number {
  const { stdout } = spawnSync('gzip', ['-9'], { input: code })
  return stdout === null ? gzipSync(code, { level: 9 }).length + 60 : stdout.length
}

/** What an application that is these lines weighs on a worker, bundled from the sources, in bytes after `gzip -9`. */
async function bundled(source: string): Promise<{ readonly code: string; readonly bytes: number }> {
  const bundle = await rolldown({
    input: 'entry',
    cwd: root,
    platform: 'browser',
    resolve: { conditionNames: ['countersign-source', 'workerd', 'import', 'default'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : null),
        load: (id) => (id === '\0entry' ? source : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const { code } = output[0]
  return { code, bytes: packed(code) }
}

function verifying(name: string, exported: string): string {
  return `export { verify } from 'countersign'\nexport { ${exported} } from 'countersign/schemes/${name}'`
}

test('verify with one scheme is small, and brings neither sentences, signing, samples nor handshakes', async () => {
  const { code, bytes } = await bundled(verifying('webex', 'webex'))
  expect(bytes).toBeLessThan(6_000)
  // Booleans: a failure would print the whole bundle.
  for (const other of ['The signature belongs to other bytes', 'randomUUID', 'text/plain', '"roomId"'])
    expect([other, code.includes(other)]).toEqual([other, false])
})

test.each([
  ['stripe', 'stripe', 6_720],
  ['standard-webhooks', 'standardWebhooks', 7_150],
  ['discord', 'discord', 9_730],
])('verify with %s is bounded, too', async (name, exported, most) => {
  expect((await bundled(verifying(name, exported))).bytes).toBeLessThan(most)
})

test('importing countersign/messages alone brings the sentences back', async () => {
  const { code } = await bundled(`import 'countersign/messages'\n${verifying('webex', 'webex')}`)
  expect(code.includes('The signature belongs to other bytes')).toBe(true)
})
