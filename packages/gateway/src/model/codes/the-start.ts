/** Of a start. */
export const theStart = {
  ERR_SETTING: {
    status: 500,
    title: 'A setting is wrong.',
    hint: 'The message names the setting; `countersign serve --help` lists them all.',
  },
  ERR_SECRET_FILE_UNSAFE: {
    status: 500,
    title: 'A file that holds a secret may be written by others, or read by everybody on the host.',
    hint: 'Take that right away: `chmod 600`, or 440 with a group of its own. Secrets that an orchestrator mounts in memory as root’s are read. Consider a secret that others could read known.',
  },
  ERR_ADDRESS_IN_USE: {
    status: 500,
    title: 'The address to listen on is in use.',
    hint: 'Another program, perhaps another gateway, listens there. Choose another --port.',
  },
  ERR_TUNNEL_MISSING: {
    status: 503,
    title: 'Nothing here makes a tunnel.',
    hint: 'Install cloudflared (https://github.com/cloudflare/cloudflared), or start `ngrok http PORT`; then start again with `--tunnel` or `--tunnel ngrok`.',
  },
  ERR_TUNNEL_FAILED: {
    status: 503,
    title: 'The tunnel does not come up.',
    hint: 'The sentence holds the last word of the program that makes it. Start that by itself to see more.',
  },
  ERR_SIMULATORS_MISSING: {
    status: 501,
    title: 'The simulated providers are a package of their own, which is not installed.',
    hint: 'Run `npm install @countersign/simulators`.',
  },
} as const
