import type { FastifyInstance, FastifyRequest } from 'fastify'
import { account, jsonBody, text } from './access.ts'
import type { Membership, Room } from './model.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import type { World } from './world.ts'

interface RoomQuery {
  readonly type?: string
  readonly sortBy?: string
}

interface MembershipQuery {
  readonly roomId?: string
  readonly personId?: string
  readonly personEmail?: string
}

const byActivity = (one: Room, other: Room): number => other.lastActivity.localeCompare(one.lastActivity)
const roomOrders: Readonly<Record<string, (one: Room, other: Room) => number>> = {
  id: (one, other) => one.id.localeCompare(other.id),
  created: (one, other) => other.created.localeCompare(one.created),
  lastactivity: byActivity,
}

/** Rooms and memberships. */
export function addRoomRoutes(app: FastifyInstance, world: World): void {
  app.get('/rooms', async (request: FastifyRequest<{ Querystring: RoomQuery }>, reply) => {
    const { person } = account(request, world, 'spark:rooms_read')
    const { type, sortBy } = request.query
    const seen = [...world.rooms.values()].filter(
      (room) => world.isMember(room.id, person.id) && (type === undefined || room.type === type),
    )
    return page(request, reply, seen.toSorted(roomOrders[sortBy ?? ''] ?? byActivity))
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

  app.put<{ Params: { id: string } }>('/rooms/:id', async (request) => {
    const { person } = account(request, world, 'spark:rooms_write')
    const room = roomOf(world, request.params.id, person.id)
    if (room.type === 'direct') throw new WebexProblem(400, 'A direct room cannot be changed.')
    const body = jsonBody(request)
    const title = text(body, 'title')
    if (title === undefined) throw new WebexProblem(400, 'title cannot be empty')
    const isLocked = typeof body.isLocked === 'boolean' ? body.isLocked : room.isLocked
    return world.changeRoom(person, room, { title, isLocked })
  })

  app.delete<{ Params: { id: string } }>('/rooms/:id', async (request, reply) => {
    const { person } = account(request, world, 'spark:rooms_write')
    const room = roomOf(world, request.params.id, person.id)
    if (room.type === 'direct') throw new WebexProblem(400, 'A direct room cannot be deleted.')
    world.removeRoom(person, room)
    return reply.code(204).send()
  })

  app.get('/memberships', async (request: FastifyRequest<{ Querystring: MembershipQuery }>, reply) => {
    const { person } = account(request, world, 'spark:memberships_read')
    const { roomId, personId, personEmail } = request.query
    if (roomId === undefined && (personId ?? personEmail) !== undefined)
      throw new WebexProblem(400, 'personId and personEmail are looked for in a room: roomId must be given.')
    if (roomId !== undefined) roomOf(world, roomId, person.id)
    const seen = [...world.memberships.values()].filter((membership) =>
      roomId === undefined
        ? membership.personId === person.id
        : membership.roomId === roomId &&
          (personId === undefined || membership.personId === personId) &&
          (personEmail === undefined || membership.personEmail === personEmail),
    )
    return page(request, reply, seen)
  })

  app.get<{ Params: { id: string } }>('/memberships/:id', async (request) => {
    const { person } = account(request, world, 'spark:memberships_read')
    return membershipOf(world, request.params.id, person.id)
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
