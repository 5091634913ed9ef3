import { z } from 'zod'
import { type Person, permissionOfRole } from '../../model/person.ts'
import { Refusal } from '../../model/refusal.ts'
import { newId } from '../../setup/new-id.ts'
import type { PersonJson } from '../answers/person.ts'
import { pageOf } from '../shapes/list.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'
import { refuseMore } from './refuse-more.ts'

const roleSchema = z.enum(['operator', 'read'])

const personSchema: z.ZodType<PersonJson> = z
  .object({ id: z.string(), name: z.string(), role: roleSchema, createdAt: timeSchema })
  .meta({ id: 'Person', description: 'Somebody who may sign in to the console.' })

const personInput = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, 'must be 1 to 128 letters, digits and . _ @ + -')
    .refine((name) => !name.startsWith('per_'), 'must not look like an id'),
  role: roleSchema.meta({
    description: '`operator`: all. `read`: looks at all but tokens, people and the audit.',
  }),
})

/** How many people there may be: they are listed on one page. */
const mostPeople = 1_000

/** `/people`: who may sign in. */
export function personOperations({ journal, now, setup }: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/people',
      id: 'listPeople',
      summary: 'List who may sign in',
      action: 'people.read',
      status: 200,
      answer: pageOf(personSchema),
      codes: [],
      handle: async () => ({ items: (await journal.people()).map(showPerson), next: null }),
    }),
    operation({
      method: 'post',
      path: '/people',
      id: 'createPerson',
      summary: 'Let somebody sign in, by a link that is made for them',
      action: 'people.write',
      body: personInput,
      once: true,
      status: 201,
      answer: personSchema,
      codes: ['ERR_CONFLICT'],
      async handle({ body, identity, act }) {
        refuseMore(identity, permissionOfRole(body.role).actions)
        if ((await journal.people()).length >= mostPeople)
          throw new Refusal('ERR_INPUT', `There are ${mostPeople} people; remove some first.`)
        const person: Person = { id: newId('per', setup.context().idBytes), ...body, createdAt: now() }
        const { role } = body
        return showPerson(await journal.by({ ...act, asked: { role } }, now()).addPerson(person))
      },
    }),
    operation({
      method: 'delete',
      path: '/people/{person}',
      id: 'deletePerson',
      summary: 'End all that somebody may do, and their sessions, at once',
      action: 'people.write',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, act }) {
        const person = await findPerson(journal, params.person)
        // By the id: the audit keeps nobody's name.
        await journal.by({ ...act, target: `/people/${person.id}` }, now()).removePerson(person.id)
        return undefined
      },
    }),
  ]
}

/** By name or id. Throws ERR_NOT_FOUND. */
export async function findPerson(
  journal: Pick<ApiContext['journal'], 'people'>,
  wanted: string | undefined,
): Promise<Person> {
  const found = (await journal.people()).find(({ id, name }) => id === wanted || name === wanted)
  if (found === undefined) throw new Refusal('ERR_NOT_FOUND', 'There is no such person.')
  return found
}

function showPerson({ id, name, role, createdAt }: Person): PersonJson {
  return { id, name, role, createdAt: iso(createdAt) }
}
