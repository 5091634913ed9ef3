import { expect, it } from 'vitest'
import { forwardable, forwardedHeaders } from '../../src/deliver/forwarded-headers.ts'

it('a credential is not passed on, although the scheme reads its header', () => {
  const received = [
    ['x-signature', 'sha256=abc'],
    ['x-gitlab-token', 'the secret itself'],
    ['authorization', 'Basic c2VjcmV0'],
    ['webhook-id', 'another'],
    ['content-length', '1'],
    ['x-unread', 'value'],
    ['content-type', 'application/json'],
  ] as const
  const read = new Set(['x-signature', 'x-gitlab-token', 'authorization', 'webhook-id', 'content-length'])
  const credentials = new Set(['x-gitlab-token', 'authorization'])
  expect(forwardedHeaders(received, forwardable(read, credentials))).toEqual([
    ['x-signature', 'sha256=abc'],
    ['content-type', 'application/json'],
  ])
})
