import type { FastifyInstance, FastifyRequest } from 'fastify'
import { account, jsonBody, text } from './access.ts'
import type { Membership, Room } from './model.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import type { World } from './world.ts'

/** People, rooms and memberships. */
export function addRoomRoutes(app: FastifyInstance, world: World): void {
  app.get('/people/me', async (request) => account(request, world, 'spark:people_read').person)

  app.get('/rooms', async (request, reply) => {
    const { person } = account(request, world, 'spark:rooms_read')
    const seen = [...world.rooms.values()].filter((room) => world.isMember(room.id, person.id))
    return page(
      request,
      reply,
      seen.toSorted((one, other) => other.lastActivity.localeCompare(one.lastActivity)),
    )
  })

  app.get<{ Params: { id: string } }>('/rooms/:id', async (request) => {
    const { person } = account(request, world, 'spark:rooms_read')
    return roomOf(world, request.params.id, person.id)
  })

  app.post('/rooms', async (request) => {
    const { person } = account(request, world, 'spark:rooms_write')
    const title = text(jsonBody(request), 'title')
    if (title === undefined) throw new WebexProblem(400, 'title cannot be empty')
    return world.addRoom(person, title)
  })

  app.get('/memberships', async (request: FastifyRequest<{ Querystring: { roomId?: string } }>, reply) => {
    const { person } = account(request, world, 'spark:memberships_read')
    const { roomId } = request.query
    if (roomId !== undefined) roomOf(world, roomId, person.id)
    const seen = [...world.memberships.values()].filter((membership) =>
      roomId === undefined ? membership.personId === person.id : membership.roomId === roomId,
    )
    return page(request, reply, seen)
  })

  app.post('/memberships', async (request) => {
    const { person } = account(request, world, 'spark:memberships_write')
    const body = jsonBody(request)
    const room = roomOf(world, text(body, 'roomId') ?? '', person.id)
    const newcomer = world.person(text(body, 'personId') ?? text(body, 'personEmail') ?? '')
    if (newcomer === undefined) throw new WebexProblem(404, 'Could not find the person to add.')
    if (world.isMember(room.id, newcomer.id)) throw new WebexProblem(409, 'User is already a participant')
    return world.addMember(person, room, newcomer)
  })

  app.put<{ Params: { id: string } }>('/memberships/:id', async (request) => {
    const { person } = account(request, world, 'spark:memberships_write')
    const membership = membershipOf(world, request.params.id, person.id)
    return world.changeMember(person, membership, jsonBody(request).isModerator === true)
  })

  app.delete<{ Params: { id: string } }>('/memberships/:id', async (request, reply) => {
    const { person } = account(request, world, 'spark:memberships_write')
    world.removeMember(person, membershipOf(world, request.params.id, person.id))
    return reply.code(204).send()
  })
}

/** A room that the person is in; 404 where it is not, as for one that does not exist. */
export function roomOf(world: World, roomId: string, personId: string): Room {
  const room = world.rooms.get(roomId)
  if (room === undefined || !world.isMember(room.id, personId))
    throw new WebexProblem(404, 'Could not find a room with provided ID.')
  return room
}

function membershipOf(world: World, id: string, personId: string): Membership {
  const membership = world.memberships.get(id)
  if (membership === undefined || !world.isMember(membership.roomId, personId))
    throw new WebexProblem(404, 'Could not find a membership with provided ID.')
  return membership
}
