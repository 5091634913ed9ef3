import { canSign, safeVerify, sign } from 'countersign'
import { azureEventgrid } from 'countersign/schemes/azure-eventgrid'
import { microsoftGraph } from 'countersign/schemes/microsoft-graph'
import { expect, test } from 'vitest'

const secret = '9f3c61d2a7e84b05'

const codeOf = async (url: string, headers: Record<string, string> = {}) => {
  const input = { method: 'POST', url, headers, body: '[]' }
  const result = await safeVerify(input, {
    scheme: azureEventgrid,
    secrets: secret,
    params: { tokenQuery: 'code' },
  })
  return result.ok ? 'ok' : result.error.code
}

test('the secret of Event Grid stands in the query that the operator names, and then in no header', async () => {
  expect(await codeOf(`/hook?code=${secret}`)).toBe('ok')
  expect(await codeOf(`/hook?code=${secret}x`)).toBe('ERR_CREDENTIAL_MISMATCH')
  expect(await codeOf(`/hook?code=${secret}&code=${secret}`)).toBe('ERR_CREDENTIAL_MISMATCH')
  expect(await codeOf('/hook', { authorization: secret })).toBe('ERR_CREDENTIAL_MISSING')
})

test('a credential that stands in each element of a body is written into each, and into no body without them', async () => {
  expect(canSign(azureEventgrid)).toBe(true)
  const options = { scheme: microsoftGraph, secrets: secret }
  const signed = await sign({ body: '{"value":[{"id":"1"},{"id":"2","clientState":"old"}]}' }, options)
  expect(JSON.parse(Buffer.from(signed.body).toString())).toEqual({
    value: [
      { id: '1', clientState: secret },
      { id: '2', clientState: secret },
    ],
  })
  expect((await safeVerify(signed, options)).ok).toBe(true)
  for (const body of ['{"value":[]}', '{"value":{}}', '[]', 'x', '{"value":["text"]}'])
    await expect(sign({ body }, options)).rejects.toMatchObject({ code: 'ERR_SIGN_UNSUPPORTED' })
})
