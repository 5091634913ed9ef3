import { expect, test } from 'vitest'
import { isPull } from '../../src/keeper/is-pull.ts'

const request = (line: string): Buffer => Buffer.from(`${line}\r\nHost: x\r\n\r\n{}`, 'latin1')

test('a pull is known by its request line', () => {
  expect(isPull(request('POST /api/v1/destinations/worker/pull HTTP/1.1'))).toBe(true)
  for (const line of [
    'GET /api/v1/destinations/worker/pull HTTP/1.1',
    'POST /api/v1/destinations/worker/acknowledge HTTP/1.1',
    'POST /api/v1/destinations/a/b/pull HTTP/1.1',
    'POST /in/webex?/api/v1/destinations/worker/pull HTTP/1.1',
    'POST /in/pull HTTP/1.1',
    'POST /api/v1/destinations/worker/pull',
    `POST /api/v1/destinations/${'a'.repeat(600)}/pull HTTP/1.1`,
    '',
  ]) {
    expect(isPull(request(line))).toBe(false)
  }
})
