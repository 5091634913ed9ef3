import { expect, it } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { schemes } from '../../src/configuration/named-schemes.ts'
import { schemeNamed } from '../../src/setup/scheme-named.ts'

const catalog = createCatalog(schemes)

it('a scheme that there is not is refused with those that may be meant, and without a wall of all', () => {
  const refused = (name: string): unknown => {
    try {
      return schemeNamed(catalog, name).name
    } catch (error) {
      return error
    }
  }
  expect(refused('webex')).toBe('webex')
  const code = 'ERR_SCHEME_UNKNOWN'
  const message = 'There is no scheme "webx". Did you mean webex?'
  expect(refused('webx')).toMatchObject({ code, message, faults: [{ at: '/scheme', message }] })
  expect(refused('qqqqqqqq')).toMatchObject({ code, message: 'There is no scheme "qqqqqqqq".' })
})
