import { expect, it } from 'vitest'
import { forwardedHeaders } from '../../src/deliver/forwarded-headers.ts'

it('a credential is not passed on, although the scheme reads its header', () => {
  const received = [
    ['x-signature', 'sha256=abc'],
    ['x-gitlab-token', 'the secret itself'],
    ['authorization', 'Basic c2VjcmV0'],
    ['x-unread', 'value'],
    ['content-type', 'application/json'],
  ] as const
  const read = new Set(['x-signature', 'x-gitlab-token', 'authorization'])
  const credentials = new Set(['x-gitlab-token', 'authorization'])
  expect(forwardedHeaders(received, read, credentials)).toEqual([
    ['x-signature', 'sha256=abc'],
    ['content-type', 'application/json'],
  ])
})
