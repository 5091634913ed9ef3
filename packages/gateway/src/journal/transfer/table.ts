import { latencyNames } from '../tally-numbers.ts'

/** How a column travels. `tag` is unsigned in SQLite and signed in PostgreSQL; `uuid` is 16 bytes there. */
export type Kind = 'int8' | 'int4' | 'int2' | 'tag' | 'text' | 'bytes' | 'uuid' | 'bool'

/** One column: its name in PostgreSQL, how it travels, and what it is in SQLite unless its name. */
export interface Column {
  readonly name: string
  readonly kind: Kind
  readonly from: string
}

/** One table and the order in which it is walked. */
export interface Table {
  readonly name: string
  /** Table or view in SQLite. */
  readonly from: string
  /** The primary key's columns, by their names in PostgreSQL. */
  readonly key: readonly string[]
  readonly columns: readonly Column[]
}

function table(name: string, from: string, key: readonly string[], columns: readonly string[]): Table {
  return {
    name,
    from,
    key,
    columns: columns.map((text) => {
      const [, column = '', kind = '', expression] = /^(\w+):(\w+)(?: = (.+))?$/.exec(text) ?? []
      return { name: column, kind: kind as Kind, from: expression ?? column }
    }),
  }
}

/** Everything that is kept, in the order in which it is copied: what others point at comes first. */
export const tables: readonly Table[] = [
  table('source', 'source', ['number'], ['number:int4', 'id:text', 'doc:text = document']),
  table('destination', 'destination', ['number'], ['number:int4', 'id:text', 'doc:text = document']),
  table('route', 'route', ['id'], ['id:text', 'doc:text = document']),
  table(
    'secret',
    'secret',
    ['id'],
    [
      'id:text',
      "doc:text = json_object('id', id, 'owner', owner, 'notBefore', not_before, 'expiresAt', expires_at, 'createdAt', created_at)",
      'sealed:bytes',
    ],
  ),
  table('token', 'token', ['id'], ['id:text', 'doc:text = document', 'hash:bytes']),
  table('connection', 'connection', ['id'], ['id:text', 'doc:text = document', 'token:bytes']),
  table('watch', 'watch', ['connection'], ['connection:text', 'due:int8', 'state:text']),
  table(
    'audit',
    'audit',
    ['number'],
    [
      ...['number:int8', 'at:int8', 'actor:text', 'operation:text', 'target:text', 'outline:text'],
      'hash:bytes',
    ],
  ),
  table(
    'audit_ends',
    'audit_ends',
    ['id'],
    ['id:int4', 'anchor:int8', 'anchor_hash:bytes', 'head:int8', 'head_hash:bytes', 'seal:bytes'],
  ),
  table('sign_in', 'sign_in', ['hash'], ['hash:text', 'use:text', 'expires_at:int8', 'person:text']),
  table('person', 'person', ['id'], ['id:text', 'name:text', 'doc:text = document']),
  table('repeat', 'repeat', ['key'], ['key:text', 'request:text', 'expires_at:int8', 'answer:bytes']),
  table('path_value', 'path_value', ['source', 'value', 'seq'], ['source:int4', 'value:int8', 'seq:int8']),
  table('token_use', 'token_use', ['id'], ['id:text', 'at:int8']),
  table(
    'health',
    'health',
    ['destination'],
    ['destination:int4', 'round:int8', 'state:text', 'failures:int4', 'failing_since:int8', 'warnings:int4'],
  ),
  table('lane', 'lane', ['number'], ['number:int4', 'destination:int4', 'shard:int4', 'fence:int8']),
  table(
    'replay',
    'replay',
    ['number'],
    [
      'number:int4',
      'doc:text = document',
      'state:text',
      'cursor:int8',
      'events:int8',
      'ended:int8 = ended_ms',
    ],
  ),
  table(
    'erasure',
    'erasure',
    ['number'],
    [
      ...['number:int4', 'doc:text = document', 'state:text', 'event_cursor:int8', 'rejection_cursor:int8'],
      ...[
        'event_upto:int8',
        'rejection_upto:int8',
        'events:int8',
        'rejections:int8',
        'ended:int8 = ended_ms',
      ],
    ],
  ),
  table(
    'event',
    'event',
    ['seq'],
    [
      ...['seq:int8', 'received:int8 = received_ms', 'same_as:int8', 'tag:tag', 'source:int4', 'size:int4'],
      ...['verdict:int2', 'secret:text', 'type:text', 'provider_id:text', 'content_type:text'],
      'erased:int8 = erased_ms',
    ],
  ),
  table(
    'payload',
    'payload',
    ['seq'],
    ['seq:int8', 'method:text', 'url:text', 'headers:bytes', 'sealed:bytes', 'body:bytes'],
  ),
  table('seen', 'temp.whole_ledger', ['key'], ['key:uuid', 'seq:int8', 'at:int8']),
  table(
    'queue',
    'queue',
    ['lane', 'due', 'seq', 'replay'],
    [
      'lane:int4',
      'attempts:int4',
      'earlier:int4',
      'due:int8',
      'seq:int8',
      'replay:int4',
      'order_key:text',
      'lease:int8',
      'lent:int8',
    ],
  ),
  table(
    'attempt',
    'attempt',
    ['seq', 'lane', 'replay', 'n'],
    [
      ...[
        'seq:int8',
        'at:int8',
        'lane:int4',
        'replay:int4',
        'n:int4',
        'ms:int4 = cast(round(ms) as integer)',
      ],
      ...['status:int4', 'final:int2', 'code:text', 'answer:bytes'],
    ],
  ),
  table(
    'rejection',
    'rejection',
    ['seq'],
    [
      ...[
        'seq:int8',
        'received:int8 = received_ms',
        'tag:tag',
        'source:int4',
        'size:int4',
        'weight:int4 = cost',
      ],
      ...['held:bool', 'code:text', 'explanation:text', 'network:text', 'method:text', 'url:text'],
      ...['headers:bytes', 'sealed:bytes', 'body:bytes', 'cause:text'],
    ],
  ),
  table(
    'refusal_group',
    'refusal_group',
    ['source', 'code'],
    ['source:int4', 'code:text', 'count:int8', 'first:int8 = first_ms', 'last:int8 = last_ms'],
  ),
  table(
    'event_tally',
    'event_tally',
    ['step', 'at', 'source', 'outcome'],
    [
      ...['step:int4', 'at:int8', 'source:int4', 'outcome:int2', "gateway:text = ''", 'slot:int4 = 0'],
      ...['count:int8', 'bytes:int8'],
    ],
  ),
  table(
    'delivery_tally',
    'delivery_tally',
    ['step', 'at', 'destination', 'outcome'],
    [
      ...['step:int4', 'at:int8', 'destination:int4', 'outcome:int2', "gateway:text = ''", 'slot:int4 = 0'],
      'count:int8',
      ...latencyNames.map((name) => `${name}:int8`),
    ],
  ),
  table(
    'counter',
    'state',
    ['slot'],
    [
      ...[
        "gateway:text = ''",
        'slot:int4 = id - 1',
        'touched:int8 = 0',
        'verified:int8',
        'authenticated:int8',
      ],
      ...['unsigned:int8', 'published:int8', 'backfilled:int8', 'duplicates:int8', 'rejections:int8'],
      ...[
        'queued:int8 = pending + delivered + dead + discarded',
        'delivered:int8',
        'dead:int8',
        'discarded:int8',
      ],
    ],
  ),
]
