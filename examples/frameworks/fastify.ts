import { webhook } from 'countersign/fastify'
import { github } from 'countersign/schemes/github'
import Fastify from 'fastify'

export const app = Fastify()
app.post(
  '/hooks',
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
