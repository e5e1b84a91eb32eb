import type { SpanFigures } from './measure-span.ts'

/** What a process of a comparison tells its parent: that it is connected, what a span has shown, or why it ends now. */
export type SpanAnswer = 'ready' | SpanFigures | { readonly failure: string }
