import { encodeRequestFrame, heartbeatRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { requestHeader } from './request-header.ts'

describe('requestHeader', () => {
  const body = { groupId: 'g', generationId: 1, memberId: 'm', groupInstanceId: null }

  it.each([
    [3, false, 'client-1'],
    [4, true, 'client-1'],
    [3, false, ''],
    [4, true, 'ключ'],
  ])(
    'writes what the codec writes: version %i, flexible %s, client id %j',
    (version, flexible, clientId) => {
      const expected = encodeRequestFrame(heartbeatRequest, version, 0x0102_0304, clientId, body)
      const id = Buffer.from(clientId)

      const empty = requestHeader(heartbeatRequest.apiKey, version, flexible, 0x0102_0304, id, 0)
      const bodyBytes = expected.length - empty.length
      const header = requestHeader(
        heartbeatRequest.apiKey,
        version,
        flexible,
        0x0102_0304,
        id,
        bodyBytes,
      )

      expect(header).toEqual(expected.subarray(0, header.length))
    },
  )
})
