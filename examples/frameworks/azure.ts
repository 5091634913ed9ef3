import { app } from '@azure/functions'
import { webhook } from 'countersign/azure'
import { github } from 'countersign/schemes/github'

export const handler = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})

app.setup({ enableHttpStream: true }) // bytes as they are
app.http('hooks', { authLevel: 'anonymous', handler })
