import { describe, expect, test } from 'vitest'
import { readDestination, storedDestination } from '../../src/model/stored-destination.ts'
import { sampleDestination } from '../journal/samples.ts'

const url = 'https://app.example/hook'

describe('a stored destination', () => {
  test('of the first kind has its address where it has always stood', () => {
    const destination = sampleDestination('app', { to: { url, allowPrivate: true, ca: null }, kind: 'push' })
    const stored = storedDestination(destination)
    expect(stored).toMatchObject({ name: 'app', kind: 'push', url, allowPrivate: true, ca: null })
    expect(stored).not.toHaveProperty('to')
    expect(readDestination(stored)).toEqual(destination)
  })

  test('of before there were kinds is one of the first', () => {
    const { kind: _kind, ...before } = storedDestination(
      sampleDestination('app', { to: { url, allowPrivate: false } }),
    )
    expect(readDestination(before)).toMatchObject({ to: { url, allowPrivate: false } })
    expect(readDestination(before).kind).toBeUndefined()
  })

  test('that is pulled reads as gateways of before have written it', () => {
    const stored = {
      ...storedDestination(sampleDestination('app')),
      kind: 'pull',
      url: '',
      allowPrivate: false,
    }
    expect(readDestination(stored)).toMatchObject({ kind: 'pull', to: {} })
    expect(storedDestination(readDestination(stored))).toMatchObject({
      kind: 'pull',
      url: '',
      allowPrivate: false,
    })
  })

  test('of a further kind is one that is pulled, to gateways that know no kinds', () => {
    const destination = sampleDestination('app', { kind: 'line', to: { host: 'sink.example', url: 'x' } })
    const stored = storedDestination(destination)
    expect(stored).toMatchObject({ kind: 'pull', url: '', allowPrivate: false })
    expect(readDestination(stored)).toEqual(destination)
  })

  test('keeps what a later version has added', () => {
    const stored = { ...storedDestination(sampleDestination('app')), transform: 'x' }
    expect(storedDestination(readDestination(stored))).toMatchObject({ transform: 'x' })
  })
})
