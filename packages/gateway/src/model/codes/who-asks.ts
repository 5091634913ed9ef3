/** Of who asks: tokens, sign-ins, what they may do. */
export const whoAsks = {
  ERR_TOKEN_MISSING: {
    status: 401,
    title: 'The request carries no token.',
    hint: 'Send `Authorization: Bearer TOKEN`. On first start the gateway wrote one into its data folder.',
  },
  ERR_TOKEN_UNKNOWN: {
    status: 401,
    title: 'The token is not known.',
    hint: 'Make another with `countersign token create`, or read the file `token` in the data folder.',
  },
  ERR_TOKEN_EXPIRED: {
    status: 401,
    title: 'The token has expired.',
    hint: 'Make another with `countersign token create`.',
  },
  ERR_SIGN_INS_FAILED: {
    status: 429,
    title: 'Too many sign-ins fail at the moment.',
    hint: 'Wait a few seconds. A token, session or link that is good is answered all the same.',
  },
  ERR_SCOPE: {
    status: 403,
    title: 'Whoever asks may not do this.',
    hint: 'The detail names the action that is missing. Use a token that has it, or one of scope `operator`; one that is limited to some sources or destinations may not do what concerns others.',
  },
  ERR_MASKED: {
    status: 403,
    title: 'This is masked for whoever looks.',
    hint: 'Its source masks parts of its bodies. Who may do `events.unmask` is shown a body whole by `POST /events/{event}/unmask`, which the audit tells of.',
  },
  ERR_SIGN_IN: {
    status: 401,
    title: 'The sign-in link has been used, or has ended.',
    hint: 'Make another with `countersign login`.',
  },
  ERR_HOST_REFUSED: {
    status: 421,
    title: 'The request was made for another host.',
    hint: 'A listener on a loopback address serves console, API and metrics only to this machine, asked for as localhost or by its own address and not through a proxy: no web page and no stranger reaches them under another name. To publish them, listen elsewhere and put a proxy before --admin-listen.',
  },
} as const
