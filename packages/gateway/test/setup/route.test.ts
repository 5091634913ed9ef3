import { describe, expect, it } from 'vitest'
import { changeDestination, createDestination, deleteDestination } from '../../src/setup/destination.ts'
import { changeRoute, createRoute, deleteRoute } from '../../src/setup/route.ts'
import { createSource } from '../../src/setup/source.ts'
import { app, stage, webex } from './stage.ts'
import { applyChange, codeOf, Stage } from './standing.ts'

describe('a route', () => {
  /** A source `in` and one `other`, and destinations that lead to each of them. */
  function looping(): Stage {
    const made = new Stage()
    made.run(createSource, webex)
    made.run(createSource, { ...webex, name: 'other' })
    made.run(createDestination, { ...app, name: 'to-in', beside: { url: 'https://hooks.example.com/in/in' } })
    made.run(createDestination, {
      ...{ ...app, name: 'to-other' },
      beside: { url: 'http://localhost:10007/in/other?a', allowPrivate: true },
    })
    return made
  }
  const route = (source: string, destination: string) => ({ source, destination, filter: null })

  it('may lead to another source of this gateway, and not back to its own', () => {
    const made = looping()
    made.run(createRoute, route('in', 'to-other'))
    expect(() => made.run(createRoute, route('in', 'to-in'))).toThrow('in → to-in → in.')
    expect(() => made.run(createRoute, route('other', 'to-in'))).toThrow(
      'other → to-in → in → to-other → other.',
    )
    expect(codeOf(() => made.run(createRoute, route('other', 'to-in')))).toBe('ERR_CYCLE')
  })

  it('is not led back by another address of its destination, and can be taken apart', () => {
    const made = looping()
    made.run(createRoute, route('in', 'to-other'))
    made.run(createDestination, app)
    made.run(createRoute, route('other', 'app'))
    const to = (url: string) => ({ destination: 'app', change: { beside: { url } } })
    expect(() => made.run(changeDestination, to('https://HOOKS.example.com:443/in/in'))).toThrow(
      'other → app → in → to-other → other.',
    )
    for (const url of ['https://elsewhere.example.com/in/in', 'https://hooks.example.com/in/in/x'])
      made.run(changeDestination, to(url))
    // One that stands from before this was refused: its destinations can still be renamed, paused and deleted.
    const cycle = changeDestination(made.now, to('https://hooks.example.com/in/in'), made.context)
    made.configuration = applyChange(made.configuration, cycle)
    made.run(changeDestination, { destination: 'app', change: { name: 'app2', paused: true } })
    made.run(deleteDestination, { destination: 'app2' })
  })
})

describe('a route', () => {
  it.each([
    ['leads from and to what is there', {}, 'none'],
    ['not from what is not', { source: 'none' }, 'ERR_NOT_FOUND'],
    ['not to what is not', { destination: 'none' }, 'ERR_NOT_FOUND'],
    ['has a filter that compiles', { filter: 'type ==' }, 'ERR_FILTER'],
  ])('%s', (_what, change, code) => {
    const input = { source: 'in', destination: 'app', filter: null, ...change }
    expect(codeOf(() => stage().run(createRoute, input))).toBe(code)
  })

  it('is changed and deleted by its id', () => {
    const made = stage()
    const route = [...made.configuration.routes][0]?.id ?? ''
    expect(codeOf(() => made.run(changeRoute, { route, filter: '(' }))).toBe('ERR_FILTER')
    made.run(changeRoute, { route, filter: 'type == "a"' })
    expect(made.now.route(route)?.filter).toBe('type == "a"')
    made.run(deleteRoute, { route })
    expect(codeOf(() => made.run(deleteRoute, { route }))).toBe('ERR_NOT_FOUND')
    expect(codeOf(() => made.run(changeRoute, { route, filter: null }))).toBe('ERR_NOT_FOUND')
  })
})
