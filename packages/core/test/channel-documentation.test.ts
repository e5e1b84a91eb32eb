import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PRODUCER_CHANNELS } from '../src/diagnostics/producer-channels.ts'

it('the guide lists every diagnostics channel, and no other', () => {
  const guide = readFileSync(
    new URL('../../../docs/guides/observability.md', import.meta.url),
    'utf8',
  )
  const listed = [...guide.matchAll(/^\| `(headwater:[\w:]+)` /gm)].map(([, name]) => name)
  const { request, ...channels } = PRODUCER_CHANNELS

  expect(listed).toEqual(Object.values(channels).map(({ name }) => name))
  expect(request.start.name).toBe('tracing:headwater:producer:request:start')
  expect(guide).toContain('`TracingChannel` `headwater:producer:request`')
})
