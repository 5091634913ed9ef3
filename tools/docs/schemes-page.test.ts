import { expect, test } from 'vitest'
import { schemes } from '../../packages/countersign/src/catalogue.ts'
import { schemesPage } from './reference/schemes.ts'

const page = schemesPage(Object.values(schemes))

/** What the page says of a scheme. */
function entry(name: string): string {
  return page.split('\n### ').find((part) => part.startsWith(`${name}\n`)) ?? ''
}

test('the page says of each scheme what it leaves unprotected, and where its proof stands', () => {
  for (const name of Object.keys(schemes)) expect(entry(name)).toMatch(/ reads \S.*\. .*Unprotected: \S/)
  expect(entry('mailgun')).toContain('Unprotected: `body`, `replay`, `id`, `type`.')
  expect(entry('discord')).toContain('Unprotected: none known.')
  expect(entry('mailgun')).toContain('reads signature.signature in the body.')
  expect(entry('pandadoc')).toContain('reads the query signature.')
  expect(entry('kinde')).toContain('reads the body.')
})

test('the page says what is signed, after what the signature stands, and how the secret is written', () => {
  expect(entry('webex')).toContain('Signs `{body}`.')
  expect(entry('slack')).toContain('Signs `v0:{timestamp}:{body}` after `v0=`.')
  expect(entry('standard-webhooks')).toContain(
    'Signs `{id}.{timestamp}.{body}`; the secret is base64 behind `whsec_`.',
  )
  expect(entry('metronome')).toContain('Signs `{timestamp}\\n{body}`.')
  // What is worked out of the message is not told in a formula.
  expect(entry('mandrill')).not.toContain('Signs ')
})

test('the page says which schemes are experimental, what must be set, and how the provider delivers', () => {
  expect(entry('ably')).not.toContain('Experimental')
  expect(page.split('*Experimental.*')).toHaveLength(
    1 + Object.values(schemes).filter(({ experimental }) => experimental).length,
  )
  expect(entry('fal')).toContain("- `userId` (must be set): the own account's user id; * takes anybody's")
  expect(entry('lark')).toContain(
    '- `verificationToken` (optional, kept as a secret): the verification token',
  )
  expect(entry('dbt-cloud')).toContain('tries again: 5')
})

test('the page says on what each dedup key rests, or that there is none', () => {
  for (const name of Object.keys(schemes)) expect(entry(name)).toMatch(/ Dedup key: (none|`[a-z+-]+`)\. ?/)
  expect(entry('stripe')).toContain('Dedup key: `signed-id`.')
  expect(entry('adyen')).toContain('Dedup key: none.')
})

test('the page says where a gateway takes one body alone under a signature that leaves the body out', () => {
  const marked = Object.keys(schemes).filter((name) => entry(name).includes('*Used once*'))
  // Webex and SeaTable tell repeats by signed fields too, and sign the whole body: there is no other body to refuse.
  expect(marked).toEqual(['mailgun', 'paypal'])
  expect(entry('mailgun')).toContain(
    'a gateway refuses another body under the same signature, `ERR_REPLAYED`.',
  )
})
