import { brokerErrorByCode } from '@headwater/protocol'

/** Kafka's name of a code; a test that fails on it says what it got. */
export function errorName(code: number | undefined): string {
  return code === undefined ? 'no code' : brokerErrorByCode(code).name
}
