import { webhook } from 'countersign/elysia'
import { github } from 'countersign/schemes/github'
import { Elysia } from 'elysia'

const hook = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})

export const app = new Elysia().post('/hooks', hook, { parse: 'none' })
