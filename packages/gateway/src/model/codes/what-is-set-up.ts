/** Of what is set up: sources, destinations, routes, secrets, plans. */
export const whatIsSetUp = {
  ERR_SCHEME_UNKNOWN: {
    status: 400,
    title: 'There is no such scheme.',
    hint: '`countersign schemes` or GET /api/v1/schemes lists them.',
  },
  ERR_SCHEME_CANNOT_SIGN: {
    status: 400,
    title: 'This scheme cannot sign deliveries.',
    hint: 'Only its provider holds the key, or its signature stands where a delivery has none. Choose one with a shared secret and a header, such as standard-webhooks.',
  },
  ERR_SOURCE_WITHOUT_SECRET: {
    status: 400,
    title: 'A source needs a secret.',
    hint: 'Give `secrets`. Without one anybody could post to it; if that is wanted, say `"unsigned": true`.',
  },
  ERR_SECRET_NEEDED: {
    status: 400,
    title: 'No secret is given, and none can be made for this scheme.',
    hint: 'Give one: the private key in PEM where the scheme signs with a key pair, user name, colon and password for basic credentials.',
  },
  ERR_SECRET_NOT_WANTED: {
    status: 400,
    title: 'What is unsigned, and a source for publishing, has no secrets.',
    hint: 'Leave out either the secret or `unsigned`; a source of scheme `publish` takes none.',
  },
  ERR_NOT_ENROLLING: {
    status: 409,
    title: 'There is nothing to confirm.',
    hint: 'A source is enrolling until its provider’s handshake has brought one secret and that is confirmed: `countersign source enrollment NAME`.',
  },
  ERR_LAST_SECRET: {
    status: 409,
    title: 'This is the last secret.',
    hint: 'Add the next one first, or delete the source or destination itself.',
  },
  ERR_DESTINATION_URL: {
    status: 400,
    title: 'The destination is not an address that can be delivered to.',
    hint: 'Give a full http or https address without a user, a password or a fragment.',
  },
  ERR_DESTINATION_PRIVATE: {
    status: 400,
    title: 'The destination lies inside (loopback or a private range).',
    hint: 'If that is wanted, say `"allowPrivate": true` (`--allow-private`) with an operator’s token.',
  },
  ERR_FILTER: {
    status: 400,
    title: 'The filter does not compile.',
    hint: 'It is a CEL expression over source, type, verdict, headers, json and form; the column, counted from 1, says where it fails.',
  },

  ERR_CYCLE: {
    status: 409,
    title: 'What comes in at a source would come back to it, and go round for ever.',
    hint: 'The detail names the way: a destination on it has the address of one of this gateway’s own sources. Leave out one of its routes, or send from the first source to the last destination directly.',
  },
  ERR_PLAN: {
    status: 400,
    title: 'What is wanted cannot be set up as it is.',
    hint: 'See `errors`: each place, its code and what is wrong there. Nothing was changed.',
  },
  ERR_CHANGED: {
    status: 412,
    title: 'It has been changed since you looked at it.',
    hint: 'Look at it again, and send its new ETag in If-Match; without that header a change is made upon whatever stands.',
  },
  ERR_FIXED: {
    status: 409,
    title: 'This is chosen when it is made, and does not change.',
    hint: 'Make another under a new name, or delete what is there first.',
  },
} as const
