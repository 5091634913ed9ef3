/** Of connections to providers. */
export const connections = {
  ERR_PUBLIC_URL: {
    status: 400,
    title: 'A provider could not send to the public URL.',
    hint: 'Start the gateway with --public-url and an https address that leads to it from outside. Where only this machine cannot reach it, say `"assumeReachable": true` (`--assume-reachable`).',
  },
  ERR_CONNECTION_UNFINISHED: {
    status: 409,
    title: 'The connection is not finished yet, or is being removed.',
    hint: 'The watch goes on with it by itself; see its `problem`, and try again in a minute.',
  },
  ERR_PROVIDER_TOKEN: {
    status: 400,
    title: 'The provider does not accept the token.',
    hint: 'It is wrong, expired or revoked. Make a new one there, and give it with --token-env.',
  },
  ERR_PROVIDER_SCOPE: {
    status: 400,
    title: 'The token may not do this at the provider.',
    hint: 'Give one with the rights that the guide lists: for Webex the read scope of the resource, for SeaTable an account token.',
  },
  ERR_PROVIDER_UNREACHABLE: {
    status: 502,
    title: 'The provider could not be reached, or did not answer in time.',
    hint: 'Check the address of its API and that this machine may reach it.',
  },
  ERR_PROVIDER_RATE_LIMITED: {
    status: 503,
    title: 'The provider asks to be left alone for now.',
    hint: 'Try again later; the watch waits as long as it was asked to.',
  },
  ERR_PROVIDER_FAILED: {
    status: 502,
    title: 'The provider failed by itself.',
    hint: 'Nothing is wrong here; try again later.',
  },
  ERR_PROVIDER_ANSWER: {
    status: 502,
    title: 'What answered is not the API of the provider.',
    hint: 'Give the API’s own address: a redirect, a maintenance page, a proxy or another service may stand there.',
  },
  ERR_PROVIDER_NOT_FOUND: {
    status: 400,
    title: 'The provider knows nothing of what was meant.',
    hint: 'Check the workspace and the name of the base, or the address of the API.',
  },
  ERR_PROVIDER_REFUSED: {
    status: 400,
    title: 'The provider refused what it was asked to do.',
    hint: 'Its own words stand in the message; see what the provider’s documentation says of them.',
  },
} as const
