import { z } from 'zod'
import type { Transports } from '../../transports/transports.ts'
import { planInputSchema } from './plan-input.ts'

type Schema = { [key: string]: unknown }

/** A text that stands elsewhere. */
const reference: Schema = {
  type: 'object',
  oneOf: [{ required: ['env'] }, { required: ['file'] }],
  properties: {
    env: { type: 'string', description: 'The variable that holds it, of the process that applies.' },
    file: { type: 'string', description: 'The file that holds it, by its way from this one.' },
  },
}

/**
 * The JSON Schema of declared files, for editors. The form of a plan, where a
 * secret is a reference, and a parameter or a header may be one.
 */
export function fileSchema(transports: Transports): object {
  const schema = z.toJSONSchema(planInputSchema(transports), {
    io: 'input',
    unrepresentable: 'any',
  }) as Schema
  const secret = { ...reference, additionalProperties: false }
  const textOrReference = { anyOf: [{ type: 'string' }, secret] }
  const item = (list: string): Schema => inside(schema, 'properties', list, 'items', 'properties')
  inside(item('sources'), 'secrets').items = {
    ...reference,
    properties: {
      ...(reference.properties as Schema),
      notBefore: { type: ['string', 'null'], format: 'date-time' },
      expiresAt: { type: ['string', 'null'], format: 'date-time' },
    },
    additionalProperties: false,
  }
  item('destinations').secret = secret
  item('connections').token = secret
  inside(item('sources'), 'params').additionalProperties = textOrReference
  inside(item('destinations'), 'headers').additionalProperties = textOrReference
  const title = 'What a Countersign gateway is set up as'
  return { ...schema, title }
}

function inside(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce((found, part) => found[part] as Schema, schema)
}
