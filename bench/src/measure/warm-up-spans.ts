/** Spans that are not counted: the compiler is still at work. */
export const WARM_UP_SPANS = 3
