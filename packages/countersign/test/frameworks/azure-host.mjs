// Azure Functions: `@azure/functions` itself, which makes requests of what the host sends and answers of what functions return.
// The worker and the host are in Azure's image alone; theirs is done here, by their source:
// github.com/Azure/azure-functions-nodejs-worker, and of the host MessageConversionUtilities.cs, which says what it leaves as bytes.
import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import Module, { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What is done with the library, loaded anew since it keeps its settings to itself, with a worker to run in. */
function inWorker(worker, run) {
  const load = Module._load
  Module._load = (name, ...rest) => (name === '@azure/functions-core' ? worker : load(name, ...rest))
  try {
    delete require.cache[require.resolve('@azure/functions')]
    run(require('@azure/functions'))
  } finally {
    Module._load = load
  }
}

/** The host's message of a request without streams: text, but for these types. */
function rpcHttp(request, body) {
  const bytes = /^application\/octet-stream\b|^multipart\//i.test(request.headers['content-type'] ?? '')
  return {
    method: request.method,
    url: `http://${request.headers.host}${request.url}`,
    headers: request.headers,
    ...(body.length > 0 && { body: bytes ? { bytes: body } : { string: body.toString() } }),
  }
}

/** With streams the host forwards the request to a server that the library has started, and its answer back. */
function forwarded(to, invocationId, request, response) {
  const { host } = request.headers
  const own = { 'x-ms-invocation-id': invocationId, 'x-forwarded-host': host, 'x-forwarded-proto': 'http' }
  const options = { method: request.method, path: request.url, headers: { ...request.headers, ...own } }
  const forward = httpRequest(to, options, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
  // It is broken off where the function fails.
  forward.on('error', () => undefined)
  return request.pipe(forward)
}

/** A listener that runs functions, by their path, as an application of Azure's does. */
export async function azureHost(hooks, enableHttpStream) {
  let model
  const functions = new Map()
  const worker = {
    version: '4',
    log: () => undefined,
    setProgrammingModel: (given) => {
      model = given
    },
    registerFunction: (metadata, callback) => functions.set(metadata.name, { metadata, callback }),
  }
  inWorker(worker, ({ app }) => {
    app.setup({ enableHttpStream })
    for (const [path, handler] of Object.entries(hooks)) app.http(path.slice(1), { handler })
  })
  const { HttpUri } = await model.getCapabilities({})
  return async (request, response) => {
    const { metadata, callback } = functions.get(request.url.slice(1))
    const [name] = Object.entries(metadata.bindings).find(([, { type }]) => type === 'httpTrigger')
    const invocationId = randomUUID()
    const forward = HttpUri && forwarded(HttpUri, invocationId, request, response)
    const http = HttpUri ? {} : rpcHttp(request, Buffer.concat(await request.toArray()))
    const triggerMetadata = { Headers: { json: JSON.stringify(request.headers) } }
    const given = { inputData: [{ name, data: { http } }], triggerMetadata }
    const invocation = model.getInvocationModel({
      invocationId,
      metadata,
      request: given,
      log: () => undefined,
    })
    try {
      const { context, inputs } = await invocation.getArguments()
      const result = await invocation.invokeFunction(context, inputs, callback)
      const { returnValue } = await invocation.getResponse(context, result)
      if (HttpUri) return
      const { statusCode, headers, body } = returnValue.http
      response.writeHead(Number(statusCode), headers).end(body?.bytes)
    } catch {
      if (forward) forward.destroy()
      response.writeHead(500).end()
    }
  }
}
