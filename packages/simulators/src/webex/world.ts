import { randomUUID } from 'node:crypto'
import { webexId } from './id.ts'
import type { Account, AttachmentAction, Membership, Message, Person, Room } from './model.ts'

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
}

/** The rooms, people and messages of one simulated Webex. */
export interface World {
  readonly accounts: ReadonlyMap<string, Account>
  readonly rooms: Map<string, Room>
  readonly memberships: Map<string, Membership>
  readonly messages: Map<string, Message>
  readonly actions: Map<string, AttachmentAction>
  person(idOrEmail: string): Person | undefined
  membersOf(roomId: string): readonly Membership[]
  isMember(roomId: string, personId: string): boolean
  addRoom(creator: Person, title: string): Room
  addMember(actor: Person, room: Room, person: Person): Membership
  changeMember(actor: Person, membership: Membership, isModerator: boolean): Membership
  removeMember(actor: Person, membership: Membership): void
  post(
    author: Person,
    room: Room,
    content: { text?: string; markdown?: string; files?: readonly string[] },
  ): Message
  edit(author: Person, message: Message, content: { text?: string; markdown?: string }): Message
  removeMessage(actor: Person, message: Message): void
  submit(person: Person, message: Message, inputs: unknown): AttachmentAction
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
  const membersOf = (roomId: string) => [...memberships.values()].filter((member) => member.roomId === roomId)

  const tell = (
    what: Pick<Happening, 'resource' | 'event' | 'data'>,
    actor: Person,
    roomId: string,
    also: readonly string[] = [],
    mentioned: readonly string[] = [],
  ) => {
    const audience = new Set([...membersOf(roomId).map((member) => member.personId), ...also])
    options.happened({ ...what, actorId: actor.id, audience, mentioned })
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
    personId,
    personEmail,
    mentionedPeople,
    files,
    created,
  }: Message) => ({
    id,
    roomId,
    roomType,
    ...(files === undefined ? {} : { files }),
    personId,
    personEmail,
    ...(mentionedPeople === undefined ? {} : { mentionedPeople }),
    created,
  })

  return {
    accounts,
    rooms,
    memberships,
    messages,
    actions,
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
    addMember: join,
    changeMember(actor, membership, isModerator) {
      membership.isModerator = isModerator
      tell({ resource: 'memberships', event: 'updated', data: { ...membership } }, actor, membership.roomId)
      return membership
    },
    removeMember(actor, membership) {
      memberships.delete(membership.id)
      const what = { resource: 'memberships', event: 'deleted', data: { ...membership } } as const
      tell(what, actor, membership.roomId, [membership.personId])
    },
    directRoom(one, other) {
      const known = [...rooms.values()].find(
        (room) =>
          room.type === 'direct' &&
          [one, other].every((person) => membersOf(room.id).some((member) => member.personId === person.id)),
      )
      if (known !== undefined) return known
      const room = addRoom(one, other.displayName, 'direct')
      join(one, room, one)
      join(one, room, other)
      return room
    },
    post(author, room, { text, markdown, files }) {
      const found = markdown === undefined ? { text: text ?? '', mentioned: [] } : mentionsOf(markdown)
      const message: Message = {
        id: webexId('MESSAGE'),
        roomId: room.id,
        roomType: room.type,
        text: found.text,
        ...(markdown === undefined ? {} : { markdown }),
        ...(files === undefined || files.length === 0 ? {} : { files }),
        personId: author.id,
        personEmail: author.emails[0] ?? '',
        ...(found.mentioned.length === 0 ? {} : { mentionedPeople: found.mentioned }),
        created: time(),
      }
      messages.set(message.id, message)
      if (!options.frozenActivity()) room.lastActivity = message.created
      tell(
        { resource: 'messages', event: 'created', data: dataOf(message) },
        author,
        room.id,
        [],
        found.mentioned,
      )
      return message
    },
    edit(author, message, { text, markdown }) {
      message.text = markdown === undefined ? (text ?? '') : mentionsOf(markdown).text
      if (markdown !== undefined) message.markdown = markdown
      message.updated = time()
      const data = { ...dataOf(message), updated: message.updated }
      tell(
        { resource: 'messages', event: 'updated', data },
        author,
        message.roomId,
        [],
        message.mentionedPeople,
      )
      return message
    },
    removeMessage(actor, message) {
      messages.delete(message.id)
      const what = { resource: 'messages', event: 'deleted', data: dataOf(message) } as const
      tell(what, actor, message.roomId, [], message.mentionedPeople)
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
