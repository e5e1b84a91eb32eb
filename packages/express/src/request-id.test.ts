import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MAX_REQUEST_ID_LENGTH, requestIdOf } from './request-id.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function request(header: string | undefined, extra: object = {}): IncomingMessage {
  return { headers: { 'x-request-id': header }, ...extra } as unknown as IncomingMessage
}

describe('requestIdOf', () => {
  it("takes the client's id when it is acceptable", () => {
    expect(requestIdOf(request('01J9-abc_DEF.7:+/=@'), 'x-request-id')).toBe('01J9-abc_DEF.7:+/=@')
  })

  it('takes an id of the longest length, and none beyond it', () => {
    const longest = 'a'.repeat(MAX_REQUEST_ID_LENGTH)

    expect(requestIdOf(request(longest), 'x-request-id')).toBe(longest)
    expect(requestIdOf(request(`${longest}a`), 'x-request-id')).toMatch(UUID)
  })

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a line break', 'abc\r\nset-cookie: a=b'],
    ['markup', '<script>'],
    ['two headers joined by Node', 'a, b'],
    ['a letter outside ASCII', 'ä'],
  ])('makes a UUID for %s', (_, header) => {
    expect(requestIdOf(request(header), 'x-request-id')).toMatch(UUID)
  })

  it('prefers the id that an earlier middleware gave, a number too', () => {
    expect(requestIdOf(request('client', { id: 'earlier' }), 'x-request-id')).toBe('earlier')
    expect(requestIdOf(request('client', { id: 17 }), 'x-request-id')).toBe('17')
  })

  it('passes over an earlier id that cannot stand in a header', () => {
    expect(requestIdOf(request('client', { id: 'a\r\nb' }), 'x-request-id')).toBe('client')
    expect(requestIdOf(request('client', { id: { toString: () => 'x' } }), 'x-request-id')).toBe(
      'client',
    )
  })
})
