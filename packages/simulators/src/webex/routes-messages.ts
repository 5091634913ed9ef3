import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Control } from '../control.ts'
import { exactMember } from '../exact-body.ts'
import { account, jsonBody, text } from './access.ts'
import { messageForm } from './message-form.ts'
import type { Message, Person, Room } from './model.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import { roomOf } from './routes-rooms.ts'
import type { MessageText, World } from './world.ts'

interface MessageQuery {
  readonly roomId?: string
  readonly before?: string
  readonly beforeMessage?: string
  readonly mentionedPeople?: string
}

interface DirectQuery {
  readonly personId?: string
  readonly personEmail?: string
  readonly parentId?: string
}

/** Messages, their files, and the actions on their cards. */
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
    return page(request, reply, newestFirst(seen))
  })

  app.get('/messages/direct', async (request: FastifyRequest<{ Querystring: DirectQuery }>, reply) => {
    const { person } = account(request, world, 'spark:messages_read')
    const { personId, personEmail, parentId } = request.query
    const other = world.person(personId ?? personEmail ?? '')
    if ((personId ?? personEmail) === undefined)
      throw new WebexProblem(400, 'personId or personEmail must be given.')
    const room = other === undefined ? undefined : world.knownDirectRoom(person, other)
    if (room === undefined) throw new WebexProblem(404, 'Could not find a direct room with that person.')
    const seen = [...world.messages.values()].filter(
      (message) => message.roomId === room.id && (parentId === undefined || message.parentId === parentId),
    )
    return page(request, reply, newestFirst(seen))
  })

  app.get<{ Params: { id: string } }>('/messages/:id', async (request) => {
    const { person } = account(request, world, 'spark:messages_read')
    return messageOf(world, request.params.id, person)
  })

  app.post('/messages', async (request) => {
    const { person } = account(request, world, 'spark:messages_write')
    const form = messageForm(request.body)
    const body = form === null ? jsonBody(request) : form.fields
    const named = Array.isArray(body.files) ? body.files.filter((file) => typeof file === 'string') : []
    const uploads = form?.uploads ?? []
    if (named.length + uploads.length > 1) throw new WebexProblem(400, 'A message takes one file.')
    const parentId = text(body, 'parentId')
    const room = targetOf(world, person, body)
    if (parentId !== undefined && world.messages.get(parentId)?.roomId !== room.id)
      throw new WebexProblem(400, 'parentId names no message of that room.')
    const attachments = exactMember(request, 'attachments')
    if (attachments !== undefined && (!Array.isArray(attachments) || attachments.length > 1))
      throw new WebexProblem(400, 'attachments must be a list of one card.')
    const content = contentOf(body)
    if (Object.keys(content).length === 0 && named.length + uploads.length === 0)
      throw new WebexProblem(
        400,
        attachments === undefined
          ? 'At least one of text, markdown, html and files must be given.'
          : 'A card needs text or markdown for clients that do not show it.',
      )
    const files = [
      ...named,
      ...uploads.map((upload) => `${baseOf(request)}/contents/${world.keepContent(room, upload)}`),
    ]
    const message = world.post(person, room, {
      ...content,
      ...(parentId !== undefined && { parentId }),
      ...(attachments !== undefined && { attachments }),
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
    return world.edit(person, message, contentOf(jsonBody(request)))
  })

  app.get<{ Params: { id: string } }>('/contents/:id', async (request, reply) => {
    const { person } = account(request, world, 'spark:messages_read')
    const content = world.contents.get(request.params.id)
    if (content === undefined || !world.isMember(content.roomId, person.id))
      throw new WebexProblem(404, 'Could not find a file with provided ID.')
    const name = content.name.replaceAll(/[^ !#-[\]-~]/g, '_')
    return reply
      .type(content.type || 'application/octet-stream')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Buffer.from(content.bytes))
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

/** What a message says, in whichever of the three forms. */
function contentOf(body: Readonly<Record<string, unknown>>): MessageText {
  const [plain, markdown, html] = [text(body, 'text'), text(body, 'markdown'), text(body, 'html')]
  return {
    ...(plain !== undefined && { text: plain }),
    ...(markdown !== undefined && { markdown }),
    ...(html !== undefined && { html }),
  }
}

function newestFirst(messages: readonly Message[]): readonly Message[] {
  return messages.toSorted((one, other) => other.created.localeCompare(one.created))
}

function baseOf({ protocol, headers, url }: FastifyRequest): string {
  return `${protocol}://${headers.host ?? 'localhost'}${url.replace(/\/messages.*$/s, '')}`
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
