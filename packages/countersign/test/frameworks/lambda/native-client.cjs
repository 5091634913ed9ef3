// Before AWS' runtime is loaded: its client of the Runtime API is written in C++ and built with cmake where it is installed.
// This one asks the same by node:http: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
const http = require('node:http')
const Module = require('node:module')

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`

const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request(`${base}/${path}`, { method, agent: false }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      resolve({ bodyJson: text, headers: response.headers })
    })
    request.on('error', reject).end(body)
  })

// It ends with the API that it asks: nobody would be left to say so.
const orEnd = (asked) => asked.catch(() => process.exit(0))
const client = {
  next: () => orEnd(ask('GET', 'next')),
  done: (id, body) => void orEnd(ask('POST', `${id}/response`, body)),
  error: (id, body) => void orEnd(ask('POST', `${id}/error`, body)),
}

const load = Module._load
Module._load = (name, ...rest) => (name.endsWith('rapid-client.node') ? client : load(name, ...rest))
