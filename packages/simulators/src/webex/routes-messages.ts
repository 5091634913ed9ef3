import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Control } from '../control.ts'
import { exactMember } from '../exact-body.ts'
import { account, jsonBody, text } from './access.ts'
import type { Message, Person, Room } from './model.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import { roomOf } from './routes-rooms.ts'
import type { World } from './world.ts'

interface MessageQuery {
  readonly roomId?: string
  readonly before?: string
  readonly beforeMessage?: string
  readonly mentionedPeople?: string
}

/** Messages and the actions on their cards. */
export function addMessageRoutes(app: FastifyInstance, world: World, control: Control): void {
  app.get('/messages', async (request: FastifyRequest<{ Querystring: MessageQuery }>, reply) => {
    const { person } = account(request, world, 'spark:messages_read')
    const { roomId, before, beforeMessage, mentionedPeople } = request.query
    if (roomId === undefined) throw new WebexProblem(400, "Required String parameter 'roomId' is not present")
    const room = roomOf(world, roomId, person.id)
    if (person.type === 'bot' && room.type === 'group' && mentionedPeople !== 'me')
      throw new WebexProblem(403, 'A bot may list only the messages of a group room that mention it.')
    const limit = world.messages.get(beforeMessage ?? '')?.created ?? before
    const seen = [...world.messages.values()].filter(
      (message) =>
        message.roomId === roomId &&
        (limit === undefined || message.created < limit) &&
        (mentionedPeople !== 'me' || message.mentionedPeople?.includes(person.id) === true),
    )
    return page(
      request,
      reply,
      seen.toSorted((one, other) => other.created.localeCompare(one.created)),
    )
  })

  app.get<{ Params: { id: string } }>('/messages/:id', async (request) => {
    const { person } = account(request, world, 'spark:messages_read')
    return messageOf(world, request.params.id, person)
  })

  app.post('/messages', async (request) => {
    const { person } = account(request, world, 'spark:messages_write')
    const body = jsonBody(request)
    const [content, markdown] = [text(body, 'text'), text(body, 'markdown')]
    const files = Array.isArray(body.files) ? body.files.filter((file) => typeof file === 'string') : []
    if (content === undefined && markdown === undefined && files.length === 0)
      throw new WebexProblem(400, 'At least one of text, markdown and files must be given.')
    const message = world.post(person, targetOf(world, person, body), {
      ...(content === undefined ? {} : { text: content }),
      ...(markdown === undefined ? {} : { markdown }),
      files,
    })
    control.log(
      `${person.displayName} writes: ${message.text}${files.length > 0 ? ` [${files.join(', ')}]` : ''}`,
    )
    return message
  })

  app.put<{ Params: { id: string } }>('/messages/:id', async (request) => {
    const { person } = account(request, world, 'spark:messages_write')
    const message = ownMessage(world, request.params.id, person)
    const body = jsonBody(request)
    const [content, markdown] = [text(body, 'text'), text(body, 'markdown')]
    return world.edit(person, message, {
      ...(content === undefined ? {} : { text: content }),
      ...(markdown === undefined ? {} : { markdown }),
    })
  })

  app.delete<{ Params: { id: string } }>('/messages/:id', async (request, reply) => {
    const { person } = account(request, world, 'spark:messages_write')
    world.removeMessage(person, ownMessage(world, request.params.id, person))
    return reply.code(204).send()
  })

  app.post('/attachment/actions', async (request) => {
    const { person } = account(request, world, 'spark:messages_write')
    const body = jsonBody(request)
    const message = messageOf(world, text(body, 'messageId') ?? '', person)
    return world.submit(person, message, exactMember(request, 'inputs') ?? {})
  })

  app.get<{ Params: { id: string } }>('/attachment/actions/:id', async (request) => {
    const { person } = account(request, world, 'spark:messages_read')
    const action = world.actions.get(request.params.id)
    if (action === undefined || !world.isMember(action.roomId, person.id))
      throw new WebexProblem(404, 'Could not find an attachment action with provided ID.')
    return action
  })
}

/** Exactly one of the three addresses. */
function targetOf(world: World, person: Person, body: Readonly<Record<string, unknown>>): Room {
  const addresses = ['roomId', 'toPersonId', 'toPersonEmail'].filter((name) => text(body, name) !== undefined)
  if (addresses.length !== 1)
    throw new WebexProblem(400, 'Exactly one of roomId, toPersonId and toPersonEmail must be given.')
  const roomId = text(body, 'roomId')
  if (roomId !== undefined) return roomOf(world, roomId, person.id)
  const other = world.person(text(body, 'toPersonId') ?? text(body, 'toPersonEmail') ?? '')
  if (other === undefined) throw new WebexProblem(404, 'Could not find the person to write to.')
  return world.directRoom(person, other)
}

function messageOf(world: World, id: string, person: Person): Message {
  const message = world.messages.get(id)
  if (message === undefined || !world.isMember(message.roomId, person.id))
    throw new WebexProblem(404, 'Unable to get message.')
  return message
}

function ownMessage(world: World, id: string, person: Person): Message {
  const message = messageOf(world, id, person)
  if (message.personId !== person.id) throw new WebexProblem(403, 'Only the author may do this.')
  return message
}
