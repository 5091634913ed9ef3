import { expect, test } from 'vitest'
import { socketsByRole, takePassedSockets } from '../../src/keeper/passed-sockets.ts'

test('sockets are those passed to this very process, by name, and the environment tells no child of them', () => {
  const env = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'public:admin', HOME: '/' }
  expect(takePassedSockets(env, 42)).toEqual([
    { descriptor: 3, name: 'public' },
    { descriptor: 4, name: 'admin' },
  ])
  expect(env).toEqual({ HOME: '/' })
})

test.each([
  {},
  { LISTEN_PID: '41', LISTEN_FDS: '1' },
  { LISTEN_PID: '42' },
  { LISTEN_PID: '42', LISTEN_FDS: '-1' },
  { LISTEN_PID: '42', LISTEN_FDS: '1e9' },
])('none where %j', (env) => {
  expect(takePassedSockets({ ...env }, 42)).toEqual([])
})

test('a unit that names nothing passes a socket for callers', () => {
  expect(takePassedSockets({ LISTEN_PID: '42', LISTEN_FDS: '1' }, 42)).toEqual([
    { descriptor: 3, name: 'unknown' },
  ])
})

test('the one that is named admin is the API’s, all others are for callers', () => {
  const passed = ['countersign.socket', 'admin', 'public'].map((name, at) => ({ name, descriptor: 3 + at }))
  expect(socketsByRole(['public', 'admin'], passed)).toEqual(
    new Map([
      ['public', [3, 5]],
      ['admin', [4]],
    ]),
  )
})

test('one for the API is refused where one listener serves all', () => {
  expect(socketsByRole(['all'], [{ name: 'admin', descriptor: 3 }])).toContain('set --host')
})
