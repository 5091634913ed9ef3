import { schemes } from 'countersign/catalogue'
import { describe, expect, it } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { secretWarnings } from '../../src/setup/secret-warnings.ts'

const catalog = createCatalog(schemes)
const few = expect.stringMatching(/^The secret has \d+ bytes and can be found by trying/)
const known = expect.stringMatching(/^The secret looks like a placeholder/)

describe('a secret that a provider or a customer has set', () => {
  it.each([
    ['webex', '123456789012345', [few]],
    ['webex', 'kR7#qv', [few]],
    // Eight characters of two bytes each.
    ['webex', 'üöäüöäüö', []],
    ['standard-webhooks', `whsec_${Buffer.alloc(15, 7).toString('base64')}`, [few]],
    ['standard-webhooks', `whsec_${Buffer.alloc(16, 7).toString('base64')}`, []],
    // Stripe signs with the whole text.
    ['stripe', 'whsec_abcdefghi9', []],
    ['github', 'my-super-secret-key', [known]],
    ['github', 'changeme', [few, known]],
    ['github', 'CHANGE_ME', [few, known]],
    ['github', 'your-secret', [few, known]],
    ['github', 'Your Webhook Secret Here', [known]],
    ['github', 'secret', [few, known]],
    ['github', 'xxxxxxxxxxxxxxxxxxxxxxxx', [known]],
    ['github', 'secretariat-of-defense', []],
    ['github', 'mysecretkeyrT6vQ2', []],
    ['github', 'e5f1c0d2a1b94f0c8f8e0a7b3c2d1e0f', []],
    ['github', 'first-secret-phrase', []],
  ])('%s, %s', (scheme, secret, expected) => {
    expect(secretWarnings(catalog, scheme, secret)).toEqual(expected)
  })

  it('is never named in the warning, and a long one is judged at once', () => {
    expect(secretWarnings(catalog, 'github', 'password').join()).not.toContain('password')
    expect(secretWarnings(catalog, 'github', 'test'.repeat(2000))).toEqual([])
  })
})
