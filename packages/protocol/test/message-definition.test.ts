import { describe, expect, it } from 'vitest'
import { parseMessageDefinition } from '../scripts/message-definition.ts'

describe('parseMessageDefinition', () => {
  it.each([
    { problem: 'an unknown type', field: { type: 'uint64', versions: '0+' } },
    { problem: 'a struct that is not defined', field: { type: '[]Missing', versions: '0+' } },
    { problem: 'versions that are none', field: { type: 'int8', versions: '0-' } },
    { problem: 'a default of another type', field: { type: 'int8', versions: '0+', default: 'x' } },
    {
      problem: 'a default that would not stay within its quotes',
      field: { type: 'string', versions: '0+', default: "'" },
    },
    {
      problem: 'a field that stops being nullable',
      field: { type: 'string', versions: '0+', nullableVersions: '0-1' },
    },
    {
      problem: 'a field that is tagged in some of its versions',
      field: { type: 'int8', versions: '0+', taggedVersions: '1+', tag: 0 },
    },
    {
      problem: 'a field that is tagged before the message is flexible',
      field: { type: 'int8', versions: '0+', taggedVersions: '0+', tag: 0 },
    },
    {
      problem: 'a field with flexible versions of its own',
      field: { type: 'string', versions: '0+', flexibleVersions: '1+' },
    },
  ])('refuses $problem rather than leave it out', ({ field }) => {
    const definition = {
      apiKey: 1,
      type: 'request',
      name: 'ExampleRequest',
      validVersions: '0-2',
      flexibleVersions: '1+',
      fields: [{ name: 'Example', ...field }],
    }

    expect(() => parseMessageDefinition(JSON.stringify(definition))).toThrow(Error)
  })
})
