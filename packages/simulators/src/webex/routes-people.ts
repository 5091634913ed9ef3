import type { FastifyInstance, FastifyRequest } from 'fastify'
import { account } from './access.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import type { World } from './world.ts'

interface PeopleQuery {
  readonly id?: string
  readonly email?: string
  readonly displayName?: string
}

/** People, by themselves or as a list: official clients ask for one of them as for a list of one id. */
export function addPeopleRoutes(app: FastifyInstance, world: World): void {
  app.get('/people/me', async (request) => account(request, world, 'spark:people_read').person)

  app.get<{ Params: { id: string } }>('/people/:id', async (request) => {
    account(request, world, 'spark:people_read')
    const found = world.people.find(({ id }) => id === request.params.id)
    if (found === undefined) throw new WebexProblem(404, 'Could not find a person with provided ID.')
    return found
  })

  app.get('/people', async (request: FastifyRequest<{ Querystring: PeopleQuery }>, reply) => {
    account(request, world, 'spark:people_read')
    const { id, email, displayName } = request.query
    if (id === undefined && email === undefined && displayName === undefined)
      throw new WebexProblem(400, 'Email, displayName or id should be specified.')
    const ids = id?.split(',')
    const found = world.people.filter(
      (person) =>
        (ids === undefined || ids.includes(person.id)) &&
        (email === undefined || person.emails.includes(email)) &&
        (displayName === undefined || person.displayName.startsWith(displayName)),
    )
    const missing = ids?.filter((one) => !found.some((person) => person.id === one)) ?? []
    return { ...(missing.length > 0 && { notFoundIds: missing }), ...page(request, reply, found) }
  })
}
