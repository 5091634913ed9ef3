import { readdirSync, readFileSync } from 'node:fs'
import { type Scheme, safeVerify } from 'countersign'
import { derive } from 'countersign/derive'
import { loadScheme } from 'countersign/schemes'
import { type Vector, vectorInput, vectorSecrets } from 'countersign/vectors'
import { expect, test } from 'vitest'
import { inlineSchemeSchema } from '../../src/configuration/inline-schema.ts'
import { compileScheme } from '../../src/configuration/inline-scheme.ts'

const folder = new URL('../../../../vectors/', import.meta.url)

/** Signed in more than one way, or over what no message shows: what no one construction of the usual ones can be. */
const beyond = new Set([
  ...['convoy', 'convoy-advanced', 'primer', 'websub', 'polar', 'lob'],
  ...[
    'hook0',
    'linkedin',
    'mailgun',
    'outpost',
    'persona',
    'twilio',
    'woocommerce',
    'worldpay-access',
    'xaman',
  ],
  // Taken under two names, in either case, by an escaped address, of the key that is named; over an environment.

  ...['shopify', 'authorize-net', 'hubspot-v3', 'pusher', 'hygraph'],
])

function read(name: string): Vector[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
}

async function accepts(scheme: Scheme, vector: Vector, toleranceSeconds?: number): Promise<boolean> {
  const now = new Date((vector.now ?? 0) * 1000)
  const options = { scheme, secrets: vectorSecrets(vector), now, toleranceSeconds }
  return (await safeVerify(vectorInput(vector), options)).ok
}

/**
 * Whether what is derived of one good message judges every vector as its provider's scheme must, with the provider's tolerance,
 * which no message tells.
 */
async function isDerived(vectors: readonly Vector[], toleranceSeconds?: number): Promise<boolean> {
  for (const vector of vectors.filter(({ expect: wanted }) => wanted === 'valid')) {
    const [secret] = vectorSecrets(vector)
    if (typeof secret !== 'string') continue
    const { headers, body, method, url } = vectorInput(vector)
    const found = (await derive({ headers, body, method, url }, { secret })).schemes[0]
    if (found === undefined) continue
    const scheme = compileScheme(inlineSchemeSchema.parse(found))
    const judged = await Promise.all(vectors.map((each) => accepts(scheme, each, toleranceSeconds)))
    if (judged.every((good, at) => good === (vectors[at]?.expect === 'valid'))) return true
  }
  return false
}

test('of one message of a provider its scheme is derived, and judges all its vectors', async () => {
  const missed: string[] = []
  let derived = 0
  for (const file of readdirSync(folder).filter(
    (name) => name.endsWith('.json') && !name.includes('schema'),
  )) {
    const name = file.slice(0, -'.json'.length)
    const scheme = await loadScheme(name)
    if (scheme?.proof.kind !== 'hmac') continue
    if (await isDerived(read(name), scheme.proof.toleranceSeconds)) derived += 1
    else if (!beyond.has(name)) missed.push(name)
  }
  // What the catalogue gains beside these may be signed in ways of its own.
  expect(missed.length, missed.join()).toBeLessThanOrEqual(derived / 5)
  expect(derived).toBeGreaterThanOrEqual(90)
})
