import { createVerifier, header, hmac, type Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'
import { growthOfCheck } from './mutations/growth.ts'
import { subjectsOf } from './mutations/subjects.ts'

// Whoever may send can choose what is long. How CPU time grows with it is measured, and what looks steep again: a busy
// machine makes it steeper. `npm run fuzz` tells the exponents.

/** Where the machine is busy, linear work comes out at up to 1.4; work with the square at 2. */
const steepest = 1.6

/** One of each engine, and those that read forms, JSON, lists and whole headers. */
const some = [
  ...['github', 'standard-webhooks', 'twilio', 'mandrill', 'adyen', 'mailgun', 'braintree', 'dropbox-sign'],
  ...['mercado-pago', 'aws-sns', 'monday', 'rfc9421', 'contentful', 'persona', 'gitea', 'gitlab'],
]
const names = process.env.COUNTERSIGN_TEST_SCHEMES === 'all' ? Object.keys(schemes) : some

test.each(names)('%s: the time of a check is linear in every part of a message', async (name) => {
  const [subject] = await subjectsOf(schemes[name] as Scheme)
  if (subject === undefined) throw new Error('no valid vector')
  const growth = await growthOfCheck(subject, steepest)
  expect(growth.length).toBeGreaterThan(8)
  expect(growth.filter(({ exponent }) => exponent > steepest)).toEqual([])
})

test('a check that looks through the whole body for each of its bytes is seen', async () => {
  const [subject] = await subjectsOf(schemes.github as Scheme)
  if (subject === undefined) throw new Error('no valid vector')
  const scheme = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('X-Hub-Signature-256'),
    prefix: 'sha256=',
    covers: 'body',
    content: ({ body }) => {
      for (let at = 0; at < body.length; at += 1024) body.indexOf(0, at)
      return [body]
    },
  })
  const verifier = createVerifier({ scheme, secrets: 'a shared secret', maxBytes: 2 ** 23 })
  const growth = await growthOfCheck({ ...subject, scheme, verifier }, steepest)
  expect(growth.filter(({ exponent }) => exponent > steepest).map(({ what }) => what)).toContain('body: text')
})
