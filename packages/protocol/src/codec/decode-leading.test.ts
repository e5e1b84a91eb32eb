import { describe, expect, it } from 'vitest'
import { heartbeatResponse } from '../messages/heartbeat-response.ts'
import { decode } from './decode.ts'
import { decodeLeading } from './decode-leading.ts'

describe('decodeLeading', () => {
  it('passes over what follows the message, where decode refuses it', () => {
    const bytes = Buffer.from('001b' + 'ff', 'hex')

    expect(decodeLeading(heartbeatResponse, 0, bytes)).toStrictEqual({ errorCode: 27 })
    expect(() => decode(heartbeatResponse, 0, bytes)).toThrow('1 bytes follow the message')
  })

  it('refuses a message that is cut', () => {
    expect(() => decodeLeading(heartbeatResponse, 0, Buffer.from('00', 'hex'))).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    )
  })
})
