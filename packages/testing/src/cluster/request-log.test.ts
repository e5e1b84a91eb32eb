import { describe, expect, it } from 'vitest'
import { type ObservedRequest, REMEMBERED_REQUESTS, RequestLog } from './request-log.ts'

function request(time: number, clientId: string | null = 'test'): ObservedRequest {
  return {
    api: 'Metadata',
    version: 8,
    node: 1,
    clientId,
    connection: 1,
    time,
    throttledUntil: undefined,
  }
}

describe('RequestLog', () => {
  it('remembers the last requests only', () => {
    const log = new RequestLog()
    for (let time = 0; time < REMEMBERED_REQUESTS * 2 + 5; time++) log.add(request(time))

    expect(log.all.length).toBe(REMEMBERED_REQUESTS)
    expect(log.all.at(-1)?.time).toBe(REMEMBERED_REQUESTS * 2 + 4)
  })

  it('forgets the others for good, long before they fill the memory', () => {
    const log = new RequestLog()
    for (let time = 0; time < REMEMBERED_REQUESTS * 2 + 5; time++) log.add(request(time))

    expect(log.held).toBe(REMEMBERED_REQUESTS + 5)
  })

  it('remembers the beginning of a long client id', () => {
    const log = new RequestLog()
    log.add(request(0, 'x'.repeat(300)))
    log.add(request(1, null))

    expect(log.all.map(({ clientId }) => clientId)).toEqual(['x'.repeat(255), null])
  })
})
