import { randomUUID } from 'node:crypto'
import { webexId } from './id.ts'
import type { Account, AttachmentAction, Membership, Message, Person, Room, StoredFile } from './model.ts'

/** Something that happened, for the webhooks of those who may see it. */
export interface Happening {
  readonly resource: 'messages' | 'memberships' | 'rooms' | 'attachmentActions'
  readonly event: 'created' | 'updated' | 'deleted'
  readonly actorId: string
  /** The notification's `data`: never the text of a message, never the inputs of a card. */
  readonly data: Readonly<Record<string, unknown>>
  /** The people who see it: the room's members at that moment. */
  readonly audience: ReadonlySet<string>
  /** The people whom a message mentions. */
  readonly mentioned: readonly string[]
  /** Whether it is of a message with a card. */
  readonly hasCard: boolean
}

/** What a message says: Webex shows the richest of the three. */
export interface MessageText {
  readonly text?: string
  readonly markdown?: string
  readonly html?: string
}

interface NewMessage extends MessageText {
  readonly parentId?: string
  readonly files?: readonly string[]
  readonly attachments?: readonly unknown[]
}

/** The rooms, people and messages of one simulated Webex. */
export interface World {
  readonly accounts: ReadonlyMap<string, Account>
  readonly people: readonly Person[]
  readonly rooms: Map<string, Room>
  readonly memberships: Map<string, Membership>
  readonly messages: Map<string, Message>
  readonly actions: Map<string, AttachmentAction>
  /** Files that came with messages, by the last part of their address. */
  readonly contents: ReadonlyMap<string, StoredFile>
  person(idOrEmail: string): Person | undefined
  membersOf(roomId: string): readonly Membership[]
  isMember(roomId: string, personId: string): boolean
  addRoom(creator: Person, title: string): Room
  changeRoom(actor: Person, room: Room, changed: Pick<Room, 'title' | 'isLocked'>): Room
  /** Its messages and memberships go with it; each member hears of its own, a guess. */
  removeRoom(actor: Person, room: Room): void
  addMember(actor: Person, room: Room, person: Person): Membership
  changeMember(actor: Person, membership: Membership, isModerator: boolean): Membership
  removeMember(actor: Person, membership: Membership): void
  /** Keeps a file for a room's members, and answers the last part of its address. */
  keepContent(room: Room, file: Omit<StoredFile, 'roomId'>): string
  post(author: Person, room: Room, content: NewMessage): Message
  edit(author: Person, message: Message, content: MessageText): Message
  removeMessage(actor: Person, message: Message): void
  submit(person: Person, message: Message, inputs: unknown): AttachmentAction
  knownDirectRoom(one: Person, other: Person): Room | undefined
  /** A direct room of two, made when first needed. */
  directRoom(one: Person, other: Person): Room
}

export interface Newcomer {
  readonly token: string
  readonly email: string
  readonly displayName: string
  readonly type: Person['type']
  /** Default: `spark:all`. */
  readonly scopes?: readonly string[]
}

export function createWorld(options: {
  readonly newcomers: readonly Newcomer[]
  readonly now: () => number
  /** Whether rooms keep the `lastActivity` that they were made with. */
  readonly frozenActivity: () => boolean
  readonly happened: (happening: Happening) => void
}): World {
  const orgId = webexId('ORGANIZATION', '00000000-0000-4000-8000-000000000000')
  const time = () => new Date(options.now()).toISOString()
  const accounts = new Map<string, Account>(
    options.newcomers.map(({ token, email, displayName, type, scopes }) => {
      const person: Person = {
        id: webexId('PEOPLE'),
        emails: [email],
        displayName,
        orgId,
        created: time(),
        type,
      }
      return [token, { token, person, scopes: scopes ?? ['spark:all'] }]
    }),
  )
  const people = [...accounts.values()].map((account) => account.person)
  const rooms = new Map<string, Room>()
  const memberships = new Map<string, Membership>()
  const messages = new Map<string, Message>()
  const actions = new Map<string, AttachmentAction>()
  const contents = new Map<string, StoredFile>()
  const membersOf = (roomId: string) => [...memberships.values()].filter((member) => member.roomId === roomId)

  const tell = (
    what: Pick<Happening, 'resource' | 'event' | 'data'>,
    actor: Person,
    roomId: string,
    also: readonly string[] = [],
    message?: Message,
  ) => {
    const audience = new Set([...membersOf(roomId).map((member) => member.personId), ...also])
    const { mentionedPeople: mentioned = [], attachments } = message ?? {}
    options.happened({
      ...what,
      ...{ actorId: actor.id, audience, mentioned },
      hasCard: attachments !== undefined,
    })
  }

  const addRoom = (creator: Person, title: string, type: Room['type']): Room => {
    const created = time()
    const room: Room = {
      id: webexId('ROOM'),
      title,
      type,
      isLocked: false,
      creatorId: creator.id,
      created,
      lastActivity: created,
    }
    rooms.set(room.id, room)
    return room
  }

  const join = (actor: Person, room: Room, person: Person): Membership => {
    const membership: Membership = {
      id: webexId('MEMBERSHIP', randomUUID()),
      roomId: room.id,
      personId: person.id,
      personEmail: person.emails[0] ?? '',
      personDisplayName: person.displayName,
      personOrgId: person.orgId,
      isModerator: false,
      isMonitor: false,
      created: time(),
    }
    memberships.set(membership.id, membership)
    tell({ resource: 'memberships', event: 'created', data: { ...membership } }, actor, room.id)
    return membership
  }

  const removeMember = (actor: Person, membership: Membership): void => {
    memberships.delete(membership.id)
    const what = { resource: 'memberships', event: 'deleted', data: { ...membership } } as const
    tell(what, actor, membership.roomId, [membership.personId])
  }

  const knownDirectRoom = (one: Person, other: Person): Room | undefined =>
    [...rooms.values()].find(
      (room) =>
        room.type === 'direct' &&
        [one, other].every((person) => membersOf(room.id).some((member) => member.personId === person.id)),
    )

  /** The plain text of a message, and whom it mentions. */
  const shownOf = ({ text = '', markdown, html }: MessageText): { text: string; mentioned: string[] } => {
    if (markdown !== undefined) return mentionsOf(markdown)
    return { text: html === undefined ? text : html.replaceAll(/<[^>]*>/g, ''), mentioned: [] }
  }

  /** `<@personEmail:…|name>` and `<@personId:…>` in Markdown are mentions; the text then shows the name. */
  const mentionsOf = (markdown: string): { text: string; mentioned: string[] } => {
    const mentioned: string[] = []
    const text = markdown.replace(
      /<@person(?:Email|Id):([^|>]+)(?:\|([^>]*))?>/g,
      (whole, who: string, shown?: string) => {
        const person = people.find((someone) => someone.id === who || someone.emails.includes(who))
        if (person === undefined) return whole
        mentioned.push(person.id)
        return shown ?? person.displayName
      },
    )
    return { text, mentioned }
  }

  const dataOf = ({
    id,
    roomId,
    roomType,
    parentId,
    personId,
    personEmail,
    mentionedPeople,
    files,
    created,
  }: Message) => ({
    id,
    ...(parentId === undefined ? {} : { parentId }),
    roomId,
    roomType,
    ...(files === undefined ? {} : { files }),
    personId,
    personEmail,
    ...(mentionedPeople === undefined ? {} : { mentionedPeople }),
    created,
  })

  return {
    ...{ accounts, people, rooms, memberships, messages, actions, contents },
    person: (idOrEmail) =>
      people.find((someone) => someone.id === idOrEmail || someone.emails.includes(idOrEmail)),
    membersOf,
    isMember: (roomId, personId) => membersOf(roomId).some((member) => member.personId === personId),
    addRoom(creator, title) {
      const room = addRoom(creator, title, 'group')
      join(creator, room, creator)
      tell({ resource: 'rooms', event: 'created', data: { ...room } }, creator, room.id)
      return room
    },
    changeRoom(actor, room, { title, isLocked }) {
      Object.assign(room, { title, isLocked })
      tell({ resource: 'rooms', event: 'updated', data: { ...room } }, actor, room.id)
      return room
    },
    removeRoom(actor, room) {
      for (const membership of membersOf(room.id)) removeMember(actor, membership)
      for (const [id, { roomId }] of messages) if (roomId === room.id) messages.delete(id)
      for (const [id, { roomId }] of contents) if (roomId === room.id) contents.delete(id)
      rooms.delete(room.id)
    },
    addMember: join,
    changeMember(actor, membership, isModerator) {
      membership.isModerator = isModerator
      tell({ resource: 'memberships', event: 'updated', data: { ...membership } }, actor, membership.roomId)
      return membership
    },
    removeMember,
    knownDirectRoom,
    directRoom(one, other) {
      const known = knownDirectRoom(one, other)
      if (known !== undefined) return known
      const room = addRoom(one, other.displayName, 'direct')
      join(one, room, one)
      join(one, room, other)
      return room
    },
    keepContent(room, file) {
      const id = webexId('CONTENT')
      contents.set(id, { ...file, roomId: room.id })
      return id
    },
    post(author, room, { files, parentId, attachments, ...content }) {
      const { markdown, html } = content
      const found = shownOf(content)
      const message: Message = {
        id: webexId('MESSAGE'),
        roomId: room.id,
        roomType: room.type,
        ...(parentId === undefined ? {} : { parentId }),
        text: found.text,
        ...(markdown === undefined ? {} : { markdown }),
        ...(html === undefined ? {} : { html }),
        ...(attachments === undefined ? {} : { attachments }),
        ...(files === undefined || files.length === 0 ? {} : { files }),
        personId: author.id,
        personEmail: author.emails[0] ?? '',
        ...(found.mentioned.length === 0 ? {} : { mentionedPeople: found.mentioned }),
        created: time(),
      }
      messages.set(message.id, message)
      if (!options.frozenActivity()) room.lastActivity = message.created
      tell({ resource: 'messages', event: 'created', data: dataOf(message) }, author, room.id, [], message)
      return message
    },
    edit(author, message, content) {
      const { markdown, html } = content
      message.text = shownOf(content).text
      if (markdown !== undefined) message.markdown = markdown
      if (html !== undefined) message.html = html
      message.updated = time()
      const data = { ...dataOf(message), updated: message.updated }
      tell({ resource: 'messages', event: 'updated', data }, author, message.roomId, [], message)
      return message
    },
    removeMessage(actor, message) {
      messages.delete(message.id)
      const what = { resource: 'messages', event: 'deleted', data: dataOf(message) } as const
      tell(what, actor, message.roomId, [], message)
    },
    submit(person, message, inputs) {
      const action: AttachmentAction = {
        id: webexId('ATTACHMENT_ACTION'),
        type: 'submit',
        messageId: message.id,
        inputs,
        personId: person.id,
        roomId: message.roomId,
        created: time(),
      }
      actions.set(action.id, action)
      const { inputs: _, ...data } = action
      tell({ resource: 'attachmentActions', event: 'created', data }, person, message.roomId)
      return action
    },
  }
}
